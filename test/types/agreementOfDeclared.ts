// Sizes that are declared, '4*H' and 'T+1', for the law that types and run time agree.
import fc from 'fast-check';
import * as rule from '../../dsl/shape/rules/index.ts';
import { answer, type Case, passing, show } from './agreement.ts';

const names = fc.constantFrom('H', 'T', 'batch');
const times = fc.constantFrom('', '2*', '3*', '4*', '12*');
const plus = fc.constantFrom('', '', '+1', '+2', '-1', '-3', '+10');
const declared = fc.tuple(times, names, plus).map((parts) => parts.join(''));

/** Texts of which each has one part that may be wrong. */
const texts = fc.oneof(
  declared,
  fc.tuple(fc.constantFrom('1*', '0*', '-', '-2*', '2.5*', '02*', '2', 'B*', ' '), names, plus).map((p) => p.join('')),
  fc
    .tuple(times, names, fc.constantFrom('+0', '-0', '+1+1', '+S', '*2', '+1.5', '/2', '+', '-01'))
    .map((p) => p.join('')),
  fc.tuple(times, fc.constantFrom('', '_H', 'H_1', 'H-W', '4', 'h w', '(T)'), plus).map((p) => p.join('')),
);
const declarations = texts.map((text): Case[] => [
  {
    type: `Literal<${show(text)}>`,
    expected: answer(
      passing(() => rule.checkDimension(text), text),
      show,
    ),
  },
]);

/** What is made of a declared size is, once its name is bound, what the rule makes of the number. */
const derived = fc
  .tuple(
    ...([
      declared,
      fc.integer({ min: 4, max: 9 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
    ] as const),
    ...([fc.integer({ min: 0, max: 2 }), fc.integer({ min: -3, max: 3 })] as const),
  )
  .map(([text, bound, size, stride, padding, cut]): Case[] => {
    const { name, times, plus } = rule.linear(text)!;
    const number = times * bound + plus;
    const after = (type: string, value: () => unknown): Case[] => {
      const expected = answer(value);
      return expected === 'null' ? [] : [{ type: `Bind<${type}, { ${name}: ${bound} }>`, expected }];
    };
    const window = { size, stride, padding, dilation: 1 };
    const exact = times % stride === 0 && plus % stride === 0;
    return [
      ...after(`Win<'${text}', ${size}, { stride: ${stride}; padding: ${padding} }>`, () =>
        rule.windowSize('crossCorrelate', number, window),
      ),
      ...after(
        `SliceDim<'${text}', ${Math.max(0, cut)}, 0>`,
        () => rule.sliceRange(number, Math.max(0, cut), 0).length,
      ),
      ...after(`Concat<['${text}'], ['${name}'], 0>[0]`, () => rule.concatShape(0, [[number], [bound]])[0]),
      ...(exact ? after(`SplitDim<'${text}', ${stride}>`, () => rule.splitSize(number, stride)) : []),
    ];
  });

export const declaredSizes = { declarations, derived };
