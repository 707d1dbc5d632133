// Derivatives that are stated, by plain arithmetic: the first, and where they are, those of the first; in both modes.
import { makeReduce } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { pushforward } from '../../../dsl/grad/forward.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import { valuesAt } from '../programs/specimen.ts';
import { constantsLike, direction, dot } from './line.ts';
import { compare, inapplicable, type Oracle, together, type Verdict } from './oracle.ts';

/** Of float64, and of numbers that are stated with as many digits. */
const share = 1e-12;

const sumOf = (e: Expr): Expr => makeReduce('sum', e, [...e.shape.keys()]);

export const slopes: Oracle = {
  name: 'stated derivatives',
  order: 1,
  knows: ['slopes'],
  check: (specimen) => {
    const { known, leaves, outputs } = specimen;
    if (known?.kind !== 'slopes') return inapplicable('none is stated');
    const by = leaves.map((l) => l.expr);
    const values = valuesAt(specimen);
    /** the derivatives of a sum by each leaf, and its change along each */
    const derived = (what: string, of: Expr, wanted: readonly (readonly number[])[]): Verdict[] => {
      const found = gradient(of, by);
      return wanted.flatMap((stated, k) => {
        const got = values.of(found[k]!);
        const each = stated.map((v, i) =>
          compare(`${what} by leaf ${k}, element ${i}`, v, got[i]!, share * (1 + Math.abs(v))),
        );
        const along = direction(stated.length, k);
        const [moved] = pushforward([of], [by[k]!], constantsLike([by[k]!], [along]));
        const size = stated.reduce((n, v) => n + Math.abs(v), 1);
        const change = compare(`${what} along leaf ${k}`, dot(stated, along), values.of(moved!)[0]!, 8 * share * size);
        return [...each, change];
      });
    };
    const sum = sumOf(outputs[0]!);
    const verdicts = derived('the derivative', sum, known.slopes);
    if (known.second !== undefined) {
      const first = gradient(sum, by);
      for (const [k, wanted] of known.second.entries())
        verdicts.push(...derived(`the derivative of that by leaf ${k}`, sumOf(first[k]!), wanted));
    }
    return together(verdicts);
  },
};
