// Tables of byte offsets over groups of axes, filled once by the module's start function: an address of an operand is
// base + rows[m] + terms[k], whatever the strides behind them.
import { merged, type Stride } from '../../../schedule/contraction/packing.ts';
import type { FunctionBuilder } from '../assemble/function.ts';

interface Table {
  readonly address: number;
  readonly axes: readonly Stride[];
  readonly padding: number;
}

export class Tables {
  private readonly known = new Map<string, Table>();
  private end: number;

  constructor(start: number) {
    this.end = start;
  }

  get endAddress(): number {
    return this.end;
  }

  /**
   * Address of a table of the offsets over `axes` (outermost first) with `padding` copies of the last. With `inVectors`,
   * the innermost axis is visited every 4 elements and at last at extent - 4: vectors that cover it.
   */
  offsets(axes: readonly Stride[], padding = 0, inVectors = false): number {
    const flat = inVectors ? axes : merged(axes);
    const key = JSON.stringify([flat, padding, inVectors]);
    const known = this.known.get(key);
    if (known) return known.address;
    const count = flat.reduce(
      (n, a, i) => n * (inVectors && i === flat.length - 1 ? Math.ceil(a.extent / 4) : a.extent),
      1,
    );
    const address = this.end;
    this.end += Math.ceil(((count + padding) * 4) / 16) * 16;
    this.known.set(key, { address, axes: flat, padding });
    this.writers.push((f) => write(f, address, flat, padding, inVectors));
    return address;
  }

  /** Memory of its own, e.g. to stage copies. */
  reserve(bytes: number): number {
    const address = this.end;
    this.end += Math.ceil(bytes / 16) * 16;
    return address;
  }

  private readonly writers: ((f: FunctionBuilder) => void)[] = [];

  get empty(): boolean {
    return this.writers.length === 0;
  }

  writeAll(f: FunctionBuilder): void {
    for (const w of this.writers) w(f);
  }
}

function write(
  f: FunctionBuilder,
  address: number,
  axes: readonly Stride[],
  padding: number,
  inVectors: boolean,
): void {
  const at = f.local('i32');
  f.i32(address).set(at);
  const loop = (depth: number, push: () => void): void => {
    const axis = axes[depth];
    if (!axis) {
      f.get(at);
      push();
      f.memory('i32.store').advance(at, 4);
      return;
    }
    const vectors = inVectors && depth === axes.length - 1;
    f.count(vectors ? Math.ceil(axis.extent / 4) : axis.extent, 1, (i) =>
      loop(depth + 1, () => {
        push();
        if (vectors) {
          const lastStart = axis.extent - 4;
          f.get(i).i32(4).op('i32.mul').i32(lastStart);
          f.get(i).i32(4).op('i32.mul').i32(lastStart).op('i32.lt_s').op('select');
        } else f.get(i);
        f.i32(axis.stride).op('i32.mul').op('i32.add');
      }),
    );
  };
  loop(0, () => f.i32(0));
  for (let p = 0; p < padding; p++) {
    f.get(at).get(at).i32(4).op('i32.sub').memory('i32.load').memory('i32.store').advance(at, 4);
  }
  f.release(at);
}
