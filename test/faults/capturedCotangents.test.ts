// A rule over other nodes asks the rule that it is made of, and what that gives is rewritten. The cotangent was rewritten
// with it: where it is computed from what the rule is moved away from, as after a loop is written out, derivatives were those
// of another program.
import { describe, expect, it } from 'vitest';
import type { Expr, Input } from '../../dsl/expr.ts';
import { Substitution } from '../../dsl/expression/substitute.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { expression as e, recheck } from '../testing/index.ts';
import { replaced } from '../testing/strength/replace.ts';

const [x, y] = [e.input('x', [2]), e.input('y', [2])];
const leaves: readonly (readonly [Input, readonly number[]])[] = [
  [x, [0.5, -1.25]],
  [y, [2, 0.75]],
];

/** a b, by a rule that is stated */
const product = (a: Expr, b: Expr): Expr =>
  e.customGradient(e.apply('mul', a, b), [a, b], (g) => [e.apply('mul', g, b), e.apply('mul', g, a)]);

const ways: Readonly<Record<string, (root: Expr, images: ReadonlyMap<Expr, Expr>) => Expr>> = {
  'a substitution': (root, images) => new Substitution(images).apply(root),
  'two after each other': (root, images) => {
    const places = new Map([...images.keys()].map((from, i) => [from, e.input(`place${i}`, from.shape)]));
    const placed = new Substitution(places).apply(root);
    return new Substitution(new Map([...images].map(([from, to]) => [places.get(from)!, to]))).apply(placed);
  },
  'a planted fault': (root, images) => replaced([root], images)[0]!,
};

const doubled = e.apply('mul', x, 3);
const replacements: Readonly<Record<string, readonly [root: Expr, from: Expr, to: Expr]>> = {
  'a leaf': [product(x, y), x, e.apply('sin', x)],
  'a leaf, by its opposite': [product(y, x), x, e.apply('neg', x)],
  'two leaves that change places': [product(x, y), x, y],
  'what is computed': [product(doubled, y), doubled, e.apply('add', doubled, y)],
  'what a rule in a rule reads': [product(product(x, y), y), x, e.apply('sin', x)],
};

/** The sum of all, its gradient and the gradient of that, which reads the rules of rules. */
function derivatives(root: Expr): number[] {
  const of = (output: Expr) => gradient(e.reduce('sum', output, [0]), [x, y]);
  const first = of(root);
  const second = first.flatMap(of);
  return evaluate([root, ...first, ...second], new Map(leaves.map(([l, v]) => [l, Float64Array.from(v)]))).flatMap(
    (values) => [...values],
  );
}

describe.each(Object.entries(ways))('%s', (_, substitute) => {
  it.each(Object.entries(replacements))('of %s leaves cotangents as they are', (_name, [root, from, to]) => {
    const moved = substitute(root, new Map([[from, to]]));
    // cotangents that hold what was replaced, by itself and in an expression
    for (const factor of [from, e.apply('add', e.apply('mul', from, from), 1)]) {
      const asked = derivatives(e.apply('mul', moved, factor));
      const plain = derivatives(e.apply('mul', unruled(root, from, to), factor));
      for (const [i, wanted] of plain.entries()) expect(asked[i], `${i}`).toBeCloseTo(wanted, 12);
    }
  });
});

/** The same values and derivatives without a rule. */
function unruled(root: Expr, from: Expr, to: Expr): Expr {
  if (root === from) return to;
  if (root.kind !== 'gradientRule') return root;
  const [a, b] = root.inputs.map((input) => unruled(input, from, to));
  return e.apply('mul', a!, b!);
}

it.each([false, true])('a loop over other constants is its turns written out, reverse %s', async (reverse) => {
  const { carries } = e.scan({
    initial: [x],
    sequences: [e.full(1, [3, 2])],
    reverse,
    body: ([h], [row]) => {
      const next = product(e.apply('sin', e.apply('add', row!, x)), h!);
      return { carries: [next], outputs: [] };
    },
  });
  const moved = new Substitution(new Map([[x, e.apply('neg', x)]])).apply(carries[0]!);
  await recheck('loops and their turns written out', leaves.slice(0, 1), [moved]);
});
