// Run-time counterpart of ../window.ts: windows over an axis, for convolution and pooling.
import { ShapeError } from '../../error.ts';

/** The names of WindowOptions. */
export const windowOptions = { stride: 1, padding: 1, dilation: 1 };

export interface WindowGeometry {
  /** elements in a window */
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** The number of windows: floor((D + 2 padding - dilation (size - 1) - 1) / stride) + 1. */
export function windowSize(op: string, dimension: number, window: WindowGeometry): number {
  checkOption(op, 'stride', window.stride, 1);
  checkOption(op, 'dilation', window.dilation, 1);
  checkOption(op, 'padding', window.padding, 0);
  checkOption(op, 'size', window.size, 1);
  const extent = window.dilation * (window.size - 1) + 1;
  const room = dimension + 2 * window.padding - extent;
  if (room < 0) {
    const reach = `${op}: the window reaches over ${extent}, the padded dimension has ${dimension + 2 * window.padding}`;
    throw new ShapeError('window', [dimension], reach);
  }
  return Math.floor(room / window.stride) + 1;
}

function checkOption(op: string, name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) throw new ShapeError('windowOption', [op, name, least, value]);
}
