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
import { differentiable, feedsOf, type Specimen } from '../programs/specimen.ts';
import { lossOf } from './line.ts';
import { compareWithin, inapplicable, type Oracle, together, type Verdict } from './oracle.ts';

export const formulas: Oracle = {
  name: 'formulas in TypeScript',
  order: 1,
  check: (specimen) => {
    if (!mayEvaluate()) return inapplicable('text may not be run here');
    const results = resultsOf(specimen);
    const written = inTypeScript(graphOf(specimen), results, new Places());
    const built = run(written, results);
    const feeds = feedsOf(specimen);
    const wanted = evaluate(
      results.map((r) => r.value),
      feeds,
    );
    const got = evaluate(built, feeds);
    const bounds = [results.map((r) => r.value), built].map(
      (roots) => () => roundingBounds(roots, feeds, units.double),
    );
    return together(
      results.flatMap(({ name, value }, k): Verdict[] => {
        const shape = built[k]!.shape;
        if (shape.join() !== value.shape.join()) {
          const thrown = `${name} has shape [${shape.join(', ')}], expected [${value.shape.join(', ')}]`;
          return [
            { outcome: 'disagrees', what: thrown, thrown, expected: 0, actual: Number.NaN, allowed: 0, at: value },
          ];
        }
        return Array.from(wanted[k]!, (w, i) =>
          compareWithin(`${name}, element ${i}`, w, got[k]![i]!, 1e-12 * (1 + Math.abs(w)), () =>
            bounds.map((all) => all()[k]![i]!),
          ),
        );
      }),
    );
  },
};

/** Outputs, and the derivatives of a loss by each leaf. */
function resultsOf(specimen: Specimen): Result[] {
  const by = differentiable(specimen).map((l) => l.expr);
  return [
    ...specimen.outputs.map((value, i): Result => ({ kind: 'output', name: `y${i}`, value })),
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

/** The results as the statements build them; both are in one order. */
function run({ given, head, formulas: all }: Written, results: readonly Result[]): Expr[] {
  const nameOf = (text: string) => /^const ([\w$]+) = /.exec(text)![1]!;
  const named = results.map((r) => all.find((f) => f.what === whatOf(r)));
  const more = head.flatMap((line) => /^const \{ (.*) \} = expression;$/.exec(line)?.[1]?.split(', ') ?? []);
  const scope: Record<string, unknown> = { ...language };
  for (const name of more) scope[name] = (expression as Record<string, unknown>)[name];
  for (const { name, value } of given) scope[name] = value;
  // the only types in the text: an element of a loop's results is there
  const text = all.map((f) => f.text.replaceAll(']!', ']')).join('\n');
  const names = named.map((f) => nameOf(f!.text));
  // Boundary: the text that is tested is a program
  return new Function(...Object.keys(scope), `'use strict';\n${text}\nreturn [${names.join(', ')}];`)(
    ...Object.values(scope),
  ) as Expr[];
}
