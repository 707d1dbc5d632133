// Run-time counterpart of matmul's signature: [...a, m, k] by [...b, k, n] is [...broadcast(a, b), m, n].
import { ShapeError } from '../../error.ts';
import { broadcast } from './broadcast.ts';

export interface MatmulShape {
  readonly batch: readonly number[];
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

export function matmulShape(a: readonly number[], b: readonly number[], op = 'matmul'): MatmulShape {
  for (const shape of [a, b]) if (shape.length < 2) throw new ShapeError('matmulRank', [op, shape]);
  const [m, k] = a.slice(-2) as [number, number];
  const [j, n] = b.slice(-2) as [number, number];
  if (k !== j) {
    const hint = k === n ? 'transpose the second operand' : m === j ? 'transpose the first operand' : undefined;
    throw new ShapeError('matmulInner', [op, k, j], hint);
  }
  return { batch: broadcast(op, a.slice(0, -2), b.slice(0, -2), 'matmulBatch'), rows: m, inner: k, columns: n };
}
