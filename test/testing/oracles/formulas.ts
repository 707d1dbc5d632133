// A program written as TypeScript, as `quern explain --formulas` prints it, and read again: the statements build the values
// that they were written for, and those of its gradient.

import { Places } from '../../../compiler/places.ts';
import { type Result, type Written, whatOf } from '../../../compiler/written/formulas.ts';
import { inTypeScript } from '../../../compiler/written/typescript.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import type { Graph } from '../../../dsl/graph.ts';
import * as language from '../../../dsl/index.ts';
import { evaluate } from '../../../runtime/backends/reference/index.ts';
import * as expression from '../expression.ts';
import { roundingBounds, units } from '../numeric/rounding.ts';
import { valuesOf } from '../print/read.ts';
import { differentiable, feedsOf, type Specimen } from '../programs/specimen.ts';
import { once } from './expected.ts';
import { lossOf } from './line.ts';
import { compareWithin, inapplicable, type Oracle, ofAnotherShape, together, type Verdict } from './oracle.ts';

export const formulas: Oracle = {
  name: 'formulas in TypeScript',
  order: 1,
  knows: ['plain', 'bits'],
  check: (specimen) => {
    if (!mayEvaluate()) return inapplicable('text may not be run here');
    const results = resultsOf(specimen);
    const written = inTypeScript(graphOf(specimen), results, new Places());
    const byResult = builtBy(written);
    const built = results.map((r) => byResult.get(whatOf(r))!);
    const feeds = feedsOf(specimen);
    const wanted = evaluate(
      results.map((r) => r.value),
      feeds,
    );
    const got = evaluate(built, feeds);
    const bounds = once(() =>
      [results.map((r) => r.value), built].map((roots) => roundingBounds(roots, feeds, units.double)),
    );
    return together(
      results.flatMap(({ name, value }, k): Verdict[] => {
        const shape = built[k]!.shape;
        if (shape.join() !== value.shape.join()) return [ofAnotherShape(name, shape, value.shape, value)];
        return Array.from(wanted[k]!, (w, i) =>
          compareWithin(`${name}, element ${i}`, w, got[k]![i]!, 1e-12 * (1 + Math.abs(w)), () =>
            bounds().map((all) => all[k]![i]!),
          ),
        );
      }),
    );
  },
};

/** Outputs, and the derivatives of a loss by each leaf. */
function resultsOf(specimen: Specimen): Result[] {
  const outputs = specimen.outputs.map((value, i): Result => ({ kind: 'output', name: `y${i}`, value }));
  // what is known is about the values alone
  if (specimen.known !== undefined) return outputs;
  const by = differentiable(specimen).map((l) => l.expr);
  return [
    ...outputs,
    ...gradient(lossOf(specimen), by).map((value, i): Result => ({ kind: 'derivative', name: `x${i}`, value })),
  ];
}

function graphOf({ leaves }: Specimen): Graph {
  const named = leaves.map(({ expr }, i) => ({ name: `x${i}`, expr }));
  return {
    inputs: named.flatMap(({ name, expr }) => (expr.kind === 'input' ? [{ name, leaf: expr }] : [])),
    states: named.flatMap(({ name, expr }) => (expr.kind === 'parameter' ? [{ name, leaf: expr, next: expr }] : [])),
    outputs: [],
  };
}

/** A page's policy may forbid it. */
function mayEvaluate(): boolean {
  try {
    return new Function('return true')() === true;
  } catch {
    return false;
  }
}

const isResult = new Set(['output', 'next', 'derivative']);

/** The results, by what each is ('output y0'), as the statements build them. */
export function builtBy({ given, head, formulas: all }: Written): ReadonlyMap<string, Expr> {
  const more = head.flatMap((line) => /^const \{ (.*) \} = expression;$/.exec(line)?.[1]?.split(', ') ?? []);
  const scope: Record<string, unknown> = { ...language };
  for (const name of more) scope[name] = (expression as Record<string, unknown>)[name];
  for (const { name, value } of given) scope[name] = value;
  const results = all.filter((f) => isResult.has(f.what.split(' ')[0]!));
  const names = results.map((f) => /^const ([\w$]+) = /.exec(f.text)![1]!);
  const values = valuesOf(all.map((f) => f.text).join('\n'), names, scope);
  return new Map(results.map((f, i) => [f.what, values[i]!]));
}
