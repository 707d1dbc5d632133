// Run-time counterpart of ../einsum.ts: parsing and checking 'bij,bjk->bik'.
import { ShapeError } from '../../error.ts';

export interface Einsum {
  /** the labels of each operand */
  readonly inputs: readonly string[];
  readonly output: string;
  /** the size of each label */
  readonly sizes: ReadonlyMap<string, number>;
}

/** The specification against the operands' shapes. */
export function parseEinsum(spec: string, shapes: readonly (readonly number[])[]): Einsum {
  const parts = String(spec).replaceAll(' ', '').split('->');
  const [left, output] = parts;
  if (parts.length !== 2 || left === undefined || output === undefined) throw new ShapeError('einsumSpec', [spec]);
  const inputs = left.split(',');
  for (const label of output) if (!left.includes(label)) throw new ShapeError('einsumOutput', [label]);
  for (const label of output) {
    if (output.indexOf(label) !== output.lastIndexOf(label)) throw new ShapeError('einsumRepeated', [label]);
  }
  if (inputs.length !== shapes.length) {
    throw new ShapeError('einsumOperands', [spec, inputs.length, shapes.length]);
  }
  return { inputs, output, sizes: labelSizes(inputs, shapes) };
}

function labelSizes(inputs: readonly string[], shapes: readonly (readonly number[])[]): Map<string, number> {
  const sizes = new Map<string, number>();
  const first = new Map<string, string>();
  inputs.forEach((labels, i) => {
    const shape = shapes[i]!;
    if (labels.length !== shape.length) throw new ShapeError('einsumRank', [labels, labels.length, shape]);
    [...labels].forEach((label, k) => {
      const size = sizes.get(label);
      if (size === undefined) {
        sizes.set(label, shape[k]!);
        first.set(label, labels);
      } else if (size !== shape[k]) {
        throw new ShapeError('einsumLabel', [label, size, first.get(label)!, shape[k]!, labels]);
      }
    });
  });
  return sizes;
}
