// Law: the types and the run-time rules compute the same shapes and reject the same cases, with the same sentences.
// Cases are drawn with a fixed seed, answered by the run-time rules, and written as one file of type assertions.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';
import { canonicalDimension } from '../../compiler/source/types/dimension.ts';
import * as rule from '../../dsl/shape/rules/index.ts';
import { answer, type Case, passing, show } from './agreement.ts';
import { declaredSizes } from './agreementOfDeclared.ts';
import { ellipses } from './agreementOfEinsum.ts';
import { named } from './agreementOfNames.ts';
import { patterns } from './agreementOfPatterns.ts';
import { check, compilerNames } from './compilers.ts';

const dimension = fc.oneof(
  fc.constantFrom(0, 1, 2, 3),
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 0, max: 5000 }),
);
const small = fc.integer({ min: 1, max: 6 });
const shape = (max = 5) => fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: max });
const sentence = (s: string) => show(s);

const broadcasting = fc
  .tuple(fc.array(small, { maxLength: 4 }), fc.array(fc.boolean(), { maxLength: 4 }), fc.array(small, { maxLength: 2 }))
  .map(([a, stretch, b]): Case[] => {
    const like = [...b, ...a].slice(-4).map((d, i) => (stretch[i] ? 1 : d));
    const value = () => rule.broadcast('add', a, like);
    return [
      {
        type: `Broadcasts<${show(a)}, ${show(like)}, 'fits', 'add'>`,
        expected: answer(passing(value, 'fits'), sentence),
      },
      { type: `Broadcast<${show(a)}, ${show(like)}>`, expected: answer(value, () => "['!cannot broadcast']") },
    ];
  });

const reductions = fc
  .tuple(shape(), fc.array(fc.integer({ min: -6, max: 6 }), { maxLength: 3 }), fc.boolean())
  .map(([s, axes, keep]): Case[] => {
    const value = () => rule.reduceShape(s, rule.normalizeAxes('sum', s, axes), keep);
    const type = `ReduceAxis<'sum', ${show(s)}, ${show(axes)}>`;
    const accepted = { type, expected: answer(passing(value, axes), sentence) };
    const result = `Reduce<${show(s)}, ${show(axes)}, ${keep}>`;
    return accepted.expected.startsWith('[') ? [accepted, { type: result, expected: answer(value) }] : [accepted];
  });

const permutations = shape(4)
  .chain((s) =>
    fc.tuple(
      fc.constant(s),
      fc.shuffledSubarray(
        s.map((_, i) => i),
        { minLength: s.length },
      ),
      fc.boolean(),
    ),
  )
  .map(([s, p, spoil]): Case[] => {
    const axes = spoil ? p.map((a) => (a === 1 ? 0 : a - (a > 1 ? s.length : 0))) : p;
    const value = () => rule.permuteShape(s, axes);
    const accepted = {
      type: `IsPermutation<${show(s)}, ${show(axes)}>`,
      expected: answer(passing(value, true), () => 'false'),
    };
    const result = { type: `Permute<${show(s)}, ${show(axes)}>`, expected: answer(value) };
    return accepted.expected === 'true' ? [accepted, result] : [accepted];
  });

const reshapes = fc.tuple(shape(4), shape(3), fc.integer({ min: 0, max: 3 })).map(([s, t, at]): Case[] => {
  const wild = [...t.slice(0, at), -1, ...t.slice(at)];
  const merged = s.length >= 2 ? [s[0]! * s[1]!, ...s.slice(2)] : s;
  return [t, wild, merged, [-1, ...s.slice(1)]].map((target) => ({
    type: `Reshape<${show(s)}, ${show(target)}>`,
    expected: answer(() => rule.reshapeShape(s, target)),
  }));
});

const joins = fc.tuple(shape(4), small, fc.integer({ min: -4, max: 3 })).map(([s, extra, axis]): Case[] => {
  if (axis < -s.length || axis >= s.length) return [];
  const other = s.map((d, i) => (i === (axis + s.length) % s.length ? extra : d));
  return [
    {
      type: `Concat<${show(s)}, ${show(other)}, ${axis}>`,
      expected: answer(() => rule.concatShape(axis, [s, other])),
    },
  ];
});

const cuts = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: -12, max: 12 }), fc.integer({ min: -12, max: 12 }), small)
  .map(([d, from, to, parts]): Case[] => [
    { type: `SliceDim<${d}, ${from}, ${to}>`, expected: answer(() => rule.sliceRange(d, from, to).length) },
    { type: `SplitDim<${d}, ${parts}>`, expected: answer(() => rule.splitSize(d, parts)) },
    { type: `Strided<${d}, ${parts}>`, expected: show(Math.ceil(d / parts)) },
  ]);

const windows = fc
  .tuple(
    fc.integer({ min: 1, max: 300 }),
    fc.integer({ min: 1, max: 12 }),
    small,
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([d, size, stride, padding, dilation]): Case[] => [
    {
      type: `Win<${d}, ${size}, { stride: ${stride}; padding: ${padding}; dilation: ${dilation} }>`,
      expected: answer(
        () => rule.windowSize('crossCorrelate', d, { size, stride, padding, dilation }),
        (s) => show(`!${s}`),
      ),
    },
  ]);

const products = fc
  .array(dimension, { maxLength: 4 })
  .map((s): Case[] => [{ type: `Product<${show(s)}>`, expected: show(rule.product(s)) }]);

const specifications = ['ij,jk->ik', 'bij,bjk->bik', 'ii->i', 'ij->', 'ij,j->jz', 'ij,jk->ii', 'ij jk'];
const einsums = fc
  .tuple(
    fc.constantFrom(...specifications),
    fc.array(fc.array(fc.integer({ min: 2, max: 3 }), { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 2 }),
  )
  .map(([spec, shapes]): Case[] => {
    const value = () => rule.parseEinsum(spec, shapes);
    const bad = answer(passing(value, 'fits'), sentence);
    const general = /expected 'inputs|output label|describes/.test(bad.replaceAll('\\', ''));
    if (general) return [{ type: `EinsumSpec<${show(spec)}, ${show(shapes)}>`, expected: bad }];
    if (bad !== "'fits'") return [{ type: `FirstError<EinsumErrors<${show(spec)}, ${show(shapes)}>>`, expected: bad }];
    const out = () => [...value().output].map((l) => value().sizes.get(l)!);
    return [{ type: `EinsumOut<${show(spec)}, ${show(shapes)}>`, expected: answer(out) }];
  });

/** Arithmetic on names as users write it: any order, nested. */
export const arithmetic: fc.Arbitrary<string> = fc.letrec<{ sum: string; factor: string }>((tie) => ({
  factor: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: fc.constantFrom('T', 'S', 'batch', 'B2', '2', '3', '10'), weight: 4 },
    { arbitrary: tie('sum').map((s) => `(${s})`), weight: 2 },
    { arbitrary: fc.tuple(tie('factor'), tie('factor')).map((f) => f.join('*')), weight: 2 },
    { arbitrary: fc.tuple(tie('sum'), fc.integer({ min: 2, max: 4 })).map(([s, m]) => `(${s})/${m}`), weight: 1 },
  ),
  sum: fc.tuple(tie('factor'), fc.constantFrom('+', '-'), tie('factor')).map((parts) => parts.join('')),
})).sum;
const texts = arithmetic.map((text): Case[] => {
  const canonical = canonicalDimension(text)!;
  return [{ type: `Canonical<'${text}'>`, expected: /^-?\d+$/.test(canonical) ? canonical : `'${canonical}'` }];
});

const lengths = fc.array(dimension, { minLength: 2, maxLength: 4 }).map((all): Case[] => {
  const expected = answer(() => rule.oneLength(all), sentence);
  return expected.startsWith("'") ? [{ type: `LengthsDiffer<${all.join(' | ')}>`, expected }] : [];
});

const stretches = fc
  .tuple(fc.array(small, { maxLength: 4 }), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), small)
  .map(([target, ones, other]): Case[] => {
    const source = target.slice(ones[0] ? 1 : 0).map((d, i) => (ones[i + 1] ? 1 : d));
    const odd = ones[1] ? source : [...source.slice(0, -1), other];
    return [source, odd].map((s) => ({
      type: `Stretches<${show(s)}, ${show(target)}>`,
      expected: answer(
        passing(() => rule.broadcastTo('broadcastTo', s, target), true),
        () => 'false',
      ),
    }));
  });

const tables = {
  ...{ broadcasting, stretches, reductions, permutations, reshapes, joins, lengths, cuts, windows, products, einsums },
  texts,
  ...declaredSizes,
  ...named,
  ...ellipses,
  ...patterns,
};

const header = `import type { Arranged, Bind, Broadcast, Broadcasts, Canonical, Concat, EinsumError, EinsumIn, EinsumOut, EinsumSpec, IsPermutation, LengthsDiffer, Literal, OneAxis, Permute, PermuteAxis, Product, Reduce, ReduceAxis, Reshape, Same, Shape, SliceDim, SplitDim, Stretches, Strided, Win } from '../../../dsl/shape/index.ts';
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function ok<_ extends true>(): void;
type EinsumErrors<E extends string, Ss extends Shape[]> = { [I in keyof Ss]: Same<Ss[I], EinsumIn<E, Ss, I>, 0, EinsumError<E, Ss, I>> };
type FirstError<T> = T extends [infer H, ...infer R] ? (H extends string ? H : FirstError<R>) : 'none';
`;

/** Text of a file of assertions: so many random calls of the rule. */
function program(table: fc.Arbitrary<Case[]>, numRuns: number): string {
  const cases = fc.sample(table, { numRuns, seed: 7 }).flat();
  const lines = new Set(cases.map((c) => `ok<Equal<${c.type}, ${c.expected}>>();`));
  expect(lines.size).toBeGreaterThan(numRuns / 10);
  return `${header}\n${[...lines].join('\n')}\n`;
}

/** Asserts that both compilers agree with the run-time rules on so many random calls of each rule, `together` in one program. */
export async function agree(folder: string, calls: number, together: boolean): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const texts = Object.entries(tables).map(([name, table]) => {
    const text = program(table as fc.Arbitrary<Case[]>, calls);
    const file = `${folder}/${name.replace(/\W+/g, '_')}.ts`;
    writeFileSync(file, text);
    return { file, lines: text.split('\n') };
  });
  const files = texts.map((t) => t.file);
  try {
    for (const compiler of compilerNames)
      for (const program of together ? [files] : files.map((f) => [f])) {
        const { diagnostics } = await check(compiler, program);
        const places = diagnostics.map((d) => texts.find((t) => t.file === d.file)?.lines[d.line - 1] ?? d.text);
        expect(places, compiler).toEqual([]);
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
