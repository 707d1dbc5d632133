// Recurrent layers: contractions in a loop with weights that stay, of slices and of carries, in the sizes at which they are
// computed for all turns at once, before the loop or, as gradients of weights, after it.
import { makeParameter } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf } from '../programs/specimen.ts';
import { type Edge, leafOf, listOf, q } from './edge.ts';

/** No two of the same size, so that an axis taken for another is no accident. */
const widths = [3, 4, 5, 7];

export const recurrences: Readonly<Record<string, Edge>> = {
  'a recurrent layer': (choices) => {
    const [length, batch] = [choices.from([1, 2, 3, 4]), choices.from([1, 1, 2, 3])];
    const [width, hidden, gates] = [choices.from(widths), choices.from(widths), choices.from([1, 1, 2])];
    const leaf = (name: string, shape: readonly number[]) => drawn(choices, name, shape);
    const rows = leaf('rows', [length, batch, width]);
    const start = leaf('start', [batch, hidden]);
    const inner = leaf('inner', [width, gates * hidden]);
    const turned = choices.oneIn(2);
    const outer = leaf('outer', turned ? [gates * hidden, hidden] : [hidden, gates * hidden]);
    const bias = leaf('bias', [gates * hidden]);
    const of = (l: Leaf): Expr => l.expr;
    const { carries, outputs } = scan({
      initial: [of(start), choices.oneIn(3) ? of(start) : q('matmul', firstRow(rows.expr, choices), of(inner))],
      sequences: [of(rows)],
      reverse: choices.oneIn(2),
      body: ([h, sum], [x]) => {
        const back = turned ? q('transpose', of(outer)) : of(outer);
        const given = prepared(choices, x!);
        const forward = q('matmul', given, of(inner));
        const pre = add(add(forward, q('matmul', h!, back)), of(bias));
        const next = gates === 1 ? q('tanh', pre) : gated(pre, h!, hidden);
        const running = sum!.shape.join() === forward.shape.join() ? add(sum!, forward) : sum!;
        return { carries: [next, running], outputs: [choices.from([next, pre, h!, given])] };
      },
    });
    const results = [...carries, ...outputs].filter((_, i) => i === 0 || choices.oneIn(2));
    return { leaves: [rows, start, inner, outer, bias], outputs: results };
  },
  /** sums over all turns of products of what each turn has: a carry that nothing else reads */
  'sums of products': (choices) => {
    const [length, batch] = [choices.from([1, 2, 3]), choices.from([1, 2])];
    const [n, m] = [choices.from(widths), choices.from(widths)];
    const [a, b] = [drawn(choices, 'a', [length, batch, n]), drawn(choices, 'b', [length, batch, m])];
    const start = drawn(choices, 'start', [n, m]);
    const { carries, outputs } = scan({
      initial: [start.expr],
      sequences: [a.expr, b.expr],
      reverse: choices.oneIn(2),
      body: ([sum], [x, y]) => {
        const product = () => q('matmul', q('transpose', prepared(choices, x!)), prepared(choices, y!));
        const term = choices.oneIn(3) ? add(product(), product()) : product();
        return { carries: [add(sum!, term)], outputs: [prepared(choices, y!)] };
      },
    });
    return { leaves: [a, b, start], outputs: choices.oneIn(3) ? [...carries, ...outputs] : carries };
  },
};

const add = (a: Expr, b: Expr): Expr => q('add', a, b);

/** For a carry that begins with a contraction. */
function firstRow(rows: Expr, choices: Choices): Expr {
  const first = q('reshape', q('slice', rows, 0, 0, 1), ...rows.shape.slice(1));
  return choices.oneIn(2) ? first : q('mul', first, first);
}

/** What a layer makes of a slice before its weights see it; of the slice alone, so that it need not wait for its turn. */
function prepared(choices: Choices, x: Expr): Expr {
  return choices.from([
    () => x,
    () => x,
    () => q('sin', x),
    () => q('sub', x, q('mean', x, -1, { keepDims: true })),
    () => q('mul', x, q('max', x, 0)),
    () => q('flip', x, -1),
    () => map(scalars.mul, x, x),
  ])();
}

/** z * h + (1 - z) * candidate */
function gated(pre: Expr, h: Expr, hidden: number): Expr {
  const part = (i: number) => q('slice', pre, 1, i * hidden, (i + 1) * hidden);
  const z = q('sigmoid', part(0));
  return add(q('mul', z, h), q('mul', q('sub', 1, z), q('tanh', part(1))));
}

/** Numbers of which none is 0; weights are parameters now and then, so that a step changes them. */
function drawn(choices: Choices, name: string, shape: readonly number[]): Leaf {
  const count = shape.reduce((n, d) => n * d, 1);
  const [from, step] = [choices.below(23), 1 + choices.below(22)];
  const values = listOf(count, (i) => (((from + step * i) % 23) - 11.5) / 9);
  const leaf = leafOf(name, shape, values);
  if (!choices.oneIn(2)) return leaf;
  const initializer = { name: 'drawn', draw: () => Float32Array.from(values) };
  return { ...leaf, expr: makeParameter(name, shape, initializer, true) };
}
