// Run-time counterpart of ../broadcast.ts: shapes are aligned at the right; a dimension of 1 stretches.
import { ShapeError } from '../../error.ts';

/** The shape that a and b broadcast to. `sentence` is what is said when they do not. */
export function broadcast(
  op: string,
  a: readonly number[],
  b: readonly number[],
  sentence: 'broadcast' | 'matmulBatch' = 'broadcast',
): number[] {
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const p = a[a.length - i] ?? 1;
    const q = b[b.length - i] ?? 1;
    if (p !== q && p !== 1 && q !== 1) throw new ShapeError(sentence, [op, a, b, p, q], hint(a, b));
    out[rank - i] = p === 1 ? q : p;
  }
  return out;
}

/** [32] meant for the rows of [32, 784] is a frequent slip: the fix is a trailing 1. */
function hint(a: readonly number[], b: readonly number[]): string | undefined {
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  if (short.length === 0 || short.length >= long.length) return undefined;
  const leading = short.every((d, i) => d === 1 || d === long[i] || long[i] === 1);
  if (!leading) return undefined;
  const ones = new Array<number>(long.length - short.length).fill(1);
  return `shapes are aligned at the right: reshape [${short.join(', ')}] to [${[...short, ...ones].join(', ')}]`;
}

/** Checks that `shape` broadcasts to exactly `target`. */
export function broadcastTo(op: string, shape: readonly number[], target: readonly number[]): number[] {
  const extra = target.length - shape.length;
  const fits = extra >= 0 && shape.every((d, i) => d === 1 || d === target[i + extra]);
  if (!fits) throw new ShapeError('broadcastTo', [op, shape, target]);
  return [...target];
}
