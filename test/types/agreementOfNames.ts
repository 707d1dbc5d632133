// Calls with axes by name, for the law that types and run time agree.
import fc from 'fast-check';
import { bindingOf } from '../../dsl/binding.ts';
import { axisOf } from '../../dsl/names.ts';
import { ones } from '../../dsl/ops/leaves.ts';
import * as rule from '../../dsl/shape/rules/index.ts';
import { toExpr } from '../../dsl/tensor.ts';
import { answer, type Case, passing, show } from './agreement.ts';

const sentence = (s: string) => show(s);

/** Shapes with names, and axes by name or number: some misspelt, some given twice, some of no axis or of two. */
const namedAxes = fc
  .tuple(
    fc.array(fc.constantFrom('batch', 'time', 'keys', 4), { minLength: 1, maxLength: 4 }),
    fc.array(fc.constantFrom('batch', 'time', 'time', 'keys', 'tme', 'kes', 'rows', 0, -1), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.boolean(),
  )
  .map(([s, axes, keep]): Case[] => {
    const x = bindingOf({ batch: 2, time: 2, keys: 2 }, () => toExpr(ones(...(s as ['batch']))));
    const numbers = axes.map((axis) => () => axisOf('sum', x, axis));
    // the rule asks for the rank alone, and its sentences show what it is given
    const shown = s as unknown as number[];
    const value = () =>
      rule.normalizeAxes(
        'sum',
        shown,
        numbers.map((number) => number()),
      );
    const one = answer(passing(numbers[0]!, axes[0]), sentence);
    const cases: Case[] = [
      { type: `OneAxis<'softmax', ${show(s)}, ${show(axes[0])}>`, expected: one.replace("'sum: ", "'softmax: ") },
      { type: `ReduceAxis<'sum', ${show(s)}, ${show(axes)}>`, expected: answer(passing(value, axes), sentence) },
    ];
    const results = () => rule.reduceShape(shown, value(), keep);
    const result = { type: `Reduce<${show(s)}, ${show(axes)}, ${keep}>`, expected: answer(results) };
    return result.expected === 'null' ? cases : [...cases, result];
  });
const namedPermutations = fc
  .uniqueArray(fc.constantFrom('batch', 'time', 'keys', 4), { minLength: 2 })
  .chain((s) => fc.tuple(fc.constant(s), fc.shuffledSubarray(s.map((d, i) => (typeof d === 'string' ? d : i)))))
  .map(([s, axes]): Case[] => {
    const x = bindingOf({ batch: 2, time: 2, keys: 2 }, () => toExpr(ones(...(s as ['batch']))));
    const value = () =>
      rule.permuteShape(
        s as unknown as number[],
        axes.map((a) => axisOf('permute', x, a)),
      );
    const accepted = answer(passing(value, axes[0]), sentence);
    const type = `PermuteAxis<${show(s)}, ${show(axes)}, ${show(axes[0] ?? null)}>`;
    const result = { type: `Permute<${show(s)}, ${show(axes)}>`, expected: answer(value) };
    return result.expected === 'null' ? [{ type, expected: accepted }] : [{ type, expected: accepted }, result];
  });

export const named = { namedAxes, namedPermutations };
