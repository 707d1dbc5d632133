// Sums of many terms. Plain accumulators lose a bit with each doubling of the terms; here they are emptied every 128
// passes into totals that keep their rounding errors (Neumaier 1974). A sum then differs from the exact one by at most
// about 136 units of 2^-24 times the sum of the magnitudes (128 additions in an accumulator, 8 where accumulators and
// lanes meet), however many terms there are; a sum too short for this takes less than 256 + 8 additions. The order is
// fixed, so the bits are too.
import { longFrom } from '../../../schedule/nest/nest.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import type { Accumulator } from './fold.ts';

const passesBetween = longFrom / 2;

interface Total {
  readonly accumulator: Accumulator;
  readonly sum: Local;
  /** what rounding took from `sum` so far; NaN once the sum is not finite */
  readonly lost: Local;
}

export class LongSum {
  private readonly totals: readonly Total[];
  private readonly left: Local;

  constructor(
    private readonly f: FunctionBuilder,
    accumulators: readonly Accumulator[],
  ) {
    this.totals = accumulators.map((accumulator) => {
      const [sum, lost] = [f.local(accumulator.value.type), f.local(accumulator.value.type)];
      for (const l of [sum, lost]) this.zero(accumulator).set(l);
      return { accumulator, sum, lost };
    });
    this.left = f.local('i32');
    f.i32(passesBetween).set(this.left);
  }

  /** After a pass of the innermost loop. */
  passed(): void {
    const { f } = this;
    f.get(this.left).i32(1).op('i32.sub').tee(this.left).op('i32.eqz');
    f.ifElse(null, () => {
      for (const t of this.totals) this.empty(t);
      f.i32(passesBetween).set(this.left);
    });
  }

  /** Leaves each accumulator's whole sum in it. */
  finish(): void {
    const { f } = this;
    for (const t of this.totals) {
      const { accumulator, sum, lost } = t;
      const { value } = accumulator;
      const lanes = laneType(accumulator);
      this.empty(t);
      f.get(sum).get(lost).op(`${lanes}.add`).get(sum).get(lost).get(lost).op(`${lanes}.eq`);
      f.op(accumulator.width === 4 ? 'v128.bitselect' : 'select').set(value);
      f.release(sum, lost);
    }
    f.release(this.left);
  }

  /** sum + value = next + error exactly (Knuth 1969) */
  private empty({ accumulator, sum, lost }: Total): void {
    const { f } = this;
    const { value } = accumulator;
    const lanes = laneType(accumulator);
    const [next, taken] = [f.local(value.type), f.local(value.type)];
    f.get(sum).get(value).op(`${lanes}.add`).tee(next).get(sum).op(`${lanes}.sub`).set(taken);
    f.get(lost);
    f.get(sum).get(next).get(taken).op(`${lanes}.sub`).op(`${lanes}.sub`);
    f.get(value).get(taken).op(`${lanes}.sub`).op(`${lanes}.add`).op(`${lanes}.add`).set(lost);
    f.get(next).set(sum);
    this.zero(accumulator).set(value);
    f.release(next, taken);
  }

  private zero(a: Accumulator): FunctionBuilder {
    return a.width === 4 ? this.f.f32x4(0) : this.f.f32(0);
  }
}

const laneType = (a: Accumulator) => (a.width === 4 ? 'f32x4' : 'f32');
