// Run-time counterpart of ../einsum.ts: parsing and checking 'bij,bjk->bik', and '...ij,...jk->...ik'.
import { ShapeError } from '../../error.ts';
import { rare } from '../messages.ts';
import { broadcast } from './broadcast.ts';

export interface Einsum {
  /** the labels of each operand; an axis of an ellipsis has a label of its own, counted from the last one */
  readonly inputs: readonly string[];
  readonly output: string;
  /** the size of each label */
  readonly sizes: ReadonlyMap<string, number>;
}

/** '...' as one character, and back */
const short = (text: string) => text.replaceAll('...', '…');
const shown = (text: string) => text.replaceAll('…', '...');
const occursTwice = (labels: string, label: string) => labels.indexOf(label) !== labels.lastIndexOf(label);

/** The specification against the operands' shapes. */
export function parseEinsum(spec: string, shapes: readonly (readonly number[])[]): Einsum {
  const parts = short(String(spec).replaceAll(' ', '')).split('->');
  const [left, output] = parts;
  if (parts.length !== 2 || left === undefined || output === undefined || parts.join().includes('.'))
    throw new ShapeError('einsumSpec', [spec]);
  const inputs = left.split(',');
  for (const labels of inputs) if (occursTwice(labels, '…')) throw new ShapeError(rare('einsumDots'), [shown(labels)]);
  for (const label of output) if (!left.includes(label)) throw new ShapeError('einsumOutput', [shown(label)]);
  for (const label of output) if (occursTwice(output, label)) throw new ShapeError('einsumRepeated', [shown(label)]);
  if (left.includes('…') && !output.includes('…')) throw new ShapeError(rare('einsumDropped'), [spec]);
  if (inputs.length !== shapes.length) {
    throw new ShapeError('einsumOperands', [spec, inputs.length, shapes.length]);
  }
  return labelled(inputs, output, shapes);
}

/** 'c', 'b', 'a' for the last three axes of an ellipsis, in letters that nobody writes */
const ellipsisOf = (rank: number) =>
  Array.from({ length: rank }, (_, i) => String.fromCharCode(0xe000 + rank - 1 - i)).join('');

function labelled(inputs: readonly string[], output: string, shapes: readonly (readonly number[])[]): Einsum {
  const sizes = new Map<string, number>();
  const first = new Map<string, string>();
  let ellipsis: readonly number[] = [];
  const all = inputs.map((text, i) => {
    const shape = shapes[i]!;
    const at = text.indexOf('…');
    const named = at < 0 ? text.length : text.length - 1;
    const middle = at < 0 ? [] : shape.slice(at, at + shape.length - named);
    if (at < 0 ? named !== shape.length : named > shape.length)
      throw new ShapeError('einsumRank', [shown(text), at < 0 ? named : `${named} or more`, shape]);
    const labels = text.replace('…', ellipsisOf(middle.length));
    [...labels].forEach((label, k) => {
      if (at >= 0 && k >= at && k < at + middle.length) return;
      const size = sizes.get(label);
      if (size === undefined) {
        sizes.set(label, shape[k]!);
        first.set(label, shown(text));
      } else if (size !== shape[k]) {
        throw new ShapeError('einsumLabel', [label, size, first.get(label)!, shape[k]!, shown(text)]);
      }
    });
    ellipsis = broadcast('einsum', ellipsis, middle);
    return labels;
  });
  const stretched = ellipsisOf(ellipsis.length);
  [...stretched].forEach((label, i) => {
    sizes.set(label, ellipsis[i]!);
  });
  return { inputs: all, output: output.replace('…', stretched), sizes };
}
