// A counterexample that a fuzzer printed, as a test of its own.
import type { Expr, Input } from '../../dsl/expr.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import { oraclesFor } from './fuzz.ts';
import type { Specimen } from './programs/specimen.ts';

/**
 * Puts a program before an oracle: await recheck('differences', [[x, [1, 2]]], [y]). `backends` are those that the oracle
 * may be named after. Throws an Error with both numbers where they disagree.
 */
export async function recheck(
  oracle: string,
  leaves: readonly (readonly [Input, readonly number[]])[],
  outputs: readonly Expr[],
  backends: readonly Backend[] = [],
): Promise<void> {
  const oracles = oraclesFor({ backends });
  const found = oracles.find((o) => o.name === oracle);
  if (found === undefined)
    throw new Error(
      `recheck: there is no oracle '${oracle}'; there are ${oracles.map((o) => `'${o.name}'`).join(', ')}`,
    );
  const specimen: Specimen = {
    leaves: leaves.map(([expr, values]) => ({
      expr,
      values: Float64Array.from(values),
      domain: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
    })),
    outputs,
  };
  const verdict = await found.check(specimen);
  if (verdict.outcome === 'agrees') return;
  throw new Error(
    verdict.outcome === 'inconclusive'
      ? `recheck: ${oracle} cannot decide: ${verdict.why}`
      : `recheck: ${verdict.what}: expected ${verdict.expected}, got ${verdict.actual}`,
  );
}
