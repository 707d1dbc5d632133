// Contractions on expressions: sum(mul(view(a), view(b))), in the index notation of einsum.
import { axisMap, makeReshape, makeView } from '../build.ts';
import { ShapeError } from '../error.ts';
import type { AxisMap, Expr } from '../expr.ts';
import { matmulShape, parseEinsum } from '../shape/rules/index.ts';
import { broadcastTo } from './broadcast.ts';
import { mul } from './pointwise.ts';
import { dropped, sum } from './reduce.ts';
import { permute } from './views.ts';

/** [...a, m, k] by [...b, k, n] -> [...broadcast(a, b), m, n]: out[m, n] = sum_k a[m, k] b[k, n] */
export function matmul(a: Expr, b: Expr, op = 'matmul'): Expr {
  sameType(op, a, b);
  const { batch, rows, inner, columns } = matmulShape(a.shape, b.shape, op);
  const left = broadcastTo(a, [...batch, rows, inner], op);
  const right = broadcastTo(b, [...batch, inner, columns], op);
  const n = batch.length;
  const shape = [...batch, rows, columns, inner];
  const leading = batch.map((_, i) => axisMap(n + 3, i));
  const p = makeView(left, shape, [...leading, axisMap(n + 3, n), axisMap(n + 3, n + 2)]);
  const q = makeView(right, shape, [...leading, axisMap(n + 3, n + 2), axisMap(n + 3, n + 1)]);
  return sum(mul(p, q), n + 2);
}

/**
 * out[output labels] = sum over the other labels of the product of the operands: 'bij,bjk->bik'. Operands are contracted
 * two at a time from the left, so that a chain of three costs two contractions; labels that nothing needs any more are
 * summed at once.
 */
export function einsum(spec: string, operands: readonly Expr[]): Expr {
  const { inputs, output, sizes } = parseEinsum(
    spec,
    operands.map((x) => x.shape),
  );
  for (const x of operands) sameType('einsum', operands[0]!, x);
  let [labels, value] = unstretched(inputs[0]!, operands[0]!, sizes);
  for (let i = 1; i < operands.length; i++) {
    const rest = output + inputs.slice(i + 1).join('');
    const [next, operand] = unstretched(inputs[i]!, operands[i]!, sizes);
    const joined = [...new Set(labels + next)];
    const kept = joined.filter((l) => rest.includes(l));
    value = contractPair(labels, value, next, operand, kept, joined, sizes);
    labels = kept.join('');
  }
  return reorder(value, labels, output, sizes);
}

/** Without the axes of 1 that an ellipsis stretches. */
function unstretched(labels: string, x: Expr, sizes: ReadonlyMap<string, number>): [string, Expr] {
  const over = x.shape.flatMap((d, i) => (d === sizes.get(labels[i]!) ? [] : [i]));
  return [[...labels].filter((_, i) => !over.includes(i)).join(''), dropped(x, over)];
}

/** One product of two operands, summed over the labels that are not kept. */
function contractPair(
  p: string,
  a: Expr,
  q: string,
  b: Expr,
  kept: readonly string[],
  joined: readonly string[],
  sizes: ReadonlyMap<string, number>,
): Expr {
  const order = [...kept, ...joined.filter((l) => !kept.includes(l))];
  const product = mul(labelled(a, p, order, sizes), labelled(b, q, order, sizes));
  return sum(product, order.map((_, i) => i).slice(kept.length));
}

/** The operand's axes laid out by label over `order`; a label that it lacks broadcasts, a repeated one is a diagonal. */
function labelled(x: Expr, labels: string, order: readonly string[], sizes: ReadonlyMap<string, number>): Expr {
  const shape = order.map((l) => sizes.get(l)!);
  const repeated = new Set(labels).size < labels.length;
  if (!repeated)
    return makeView(
      x,
      shape,
      [...labels].map((l) => axisMap(order.length, order.indexOf(l))),
    );
  const [diagonal, distinct] = takeDiagonal(x, labels);
  return labelled(diagonal, distinct, order, sizes);
}

/**
 * 'ii' -> 'i'. A view may read an output axis in one source axis only, so the diagonal of a square is read as every
 * (n+1)-th element of its flat form.
 */
function takeDiagonal(x: Expr, labels: string): [Expr, string] {
  const first = [...labels].findIndex((l, i) => labels.indexOf(l, i + 1) >= 0);
  const second = labels.indexOf(labels[first]!, first + 1);
  const n = x.shape[first]!;
  const others = x.shape.map((_, i) => i).filter((i) => i !== first && i !== second);
  const front = permute(x, [...others, first, second]);
  const rest = others.map((i) => x.shape[i]!);
  const flat = makeReshape(
    front,
    [...rest, n * n],
    rest.map((_, i) => i),
  );
  const rank = rest.length + 1;
  const axes: AxisMap[] = rest.map((_, i) => axisMap(rank, i));
  axes.push(axisMap(rank, rank - 1, n + 1));
  return [makeView(flat, [...rest, n], axes), others.map((i) => labels[i]!).join('') + labels[first]!];
}

/** From labels to output: permuted, summed over what the output does not have. */
function reorder(x: Expr, labels: string, output: string, sizes: ReadonlyMap<string, number>): Expr {
  const order = [...output, ...[...new Set(labels)].filter((l) => !output.includes(l))];
  return sum(labelled(x, labels, order, sizes), order.map((_, i) => i).slice(output.length));
}

function sameType(op: string, a: Expr, b: Expr): void {
  if (a.dtype !== b.dtype) throw new ShapeError('operandTypes', [op, a.dtype, b.dtype]);
}
