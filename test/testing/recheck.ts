// A counterexample that a fuzzer printed, as a test of its own.

import type { Capabilities } from '../../compiler/program/types.ts';
import type { Expr, Input } from '../../dsl/expr.ts';
import { optionsOf } from '../../dsl/shape/rules/index.ts';
import { shown } from './failure.ts';
import { type FuzzOptions, oraclesFor } from './fuzz.ts';
import { passOracles } from './fuzzPrograms.ts';
import type { Known, Specimen } from './programs/specimen.ts';

export interface RecheckOptions extends Pick<FuzzOptions, 'backends' | 'tolerance'> {
  /** targets whose passes the oracle may be named after */
  readonly targets?: Readonly<Record<string, Capabilities>>;
  /** what is known of the program, for an oracle that is told */
  readonly known?: Known;
}

/**
 * Puts a program before an oracle: await recheck('differences', [[x, [1, 2]]], [y]). An oracle that is about a backend or
 * about the passes for a target is given it in `options`. Throws an Error with both numbers where they disagree.
 */
export async function recheck(
  oracle: string,
  leaves: readonly (readonly [Input, readonly number[]])[],
  outputs: readonly Expr[],
  options: RecheckOptions = {},
): Promise<void> {
  optionsOf<RecheckOptions>('recheck', options, { backends: 1, tolerance: 1, targets: 1, known: 1 });
  const oracles = oraclesFor(options, passOracles(options.targets));
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
    ...(options.known === undefined ? {} : { known: options.known }),
  };
  const verdict = await found.check(specimen);
  if (verdict.outcome === 'agrees') return;
  throw new Error(
    verdict.outcome !== 'disagrees'
      ? `recheck: ${oracle} cannot decide: ${verdict.why}`
      : `recheck: ${verdict.what}: expected ${shown(verdict.expected)}, got ${shown(verdict.actual)}`,
  );
}
