// Rows to which many updates are added. A row that has taken 127 of them is emptied into a total of its own, which keeps
// its rounding errors (longSum.ts): an element differs from the exact sum by at most about 136 units of 2^-24 times the
// sum of the magnitudes, however many updates there are. Totals are few, since each takes 128 updates. Updates are counted first: where no row takes many,
// they are added as they come.
import type { ScatterKernel } from '../../../program/types.ts';
import { bits, manyUpdates, partsLength, totalsOf } from '../../../scatterParts.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import type { StepContext } from './kernel.ts';

/** A row's state: in the low bits how many updates it has taken, above them the number of its total, 0 if it has none. */
const full = 2 ** bits - 1;

export class LongScatter {
  private readonly f: FunctionBuilder;
  private readonly out: number;
  private readonly states: number;
  private readonly rowBytes: number;
  /** bytes from a total to what rounding took from it */
  private readonly lost: number;
  private readonly bytes: number;
  /** how many totals there are; before, while updates are counted, the most that a row takes */
  private readonly used: Local;

  constructor(
    private readonly k: ScatterKernel,
    { buffer, updates }: NonNullable<ScatterKernel['parts']>,
    context: StepContext,
  ) {
    const { f, addressOf } = context;
    this.f = f;
    this.out = addressOf(k.buffer);
    this.states = addressOf(buffer);
    this.rowBytes = 4 * k.rowLength;
    this.lost = totalsOf(k.rows, updates) * this.rowBytes;
    this.bytes = 4 * partsLength(k.rows, k.rowLength, updates);
    this.used = f.local('i32');
    this.clear();
  }

  private clear(): void {
    const { f } = this;
    f.i32(this.states).i32(0).i32(this.bytes).memoryFill();
    f.i32(0).set(this.used);
  }

  /** Counts an update of the row. */
  count(row: Local): void {
    const { f, used: most } = this;
    const taken = f.local('i32');
    this.pushAddress(row);
    this.pushState(row).i32(1).op('i32.add').tee(taken).memory('i32.store', this.states);
    f.get(taken).get(most).get(taken).get(most).op('i32.gt_u').op('select').set(most);
    f.release(taken);
  }

  /** When all updates are counted: `many` where a row takes more than a short sum has terms, else `few`. */
  choose(many: () => void, few: () => void): void {
    const { f } = this;
    f.get(this.used)
      .i32(manyUpdates)
      .op('i32.gt_u')
      .ifElse(
        null,
        () => {
          this.clear();
          many();
          this.finish();
        },
        few,
      );
  }

  /** Before an update is added to the row. */
  take(row: Local): void {
    const { f } = this;
    const state = f.local('i32');
    this.pushState(row).tee(state).i32(full).op('i32.and').i32(full).op('i32.eq');
    f.ifElse(null, () => {
      f.get(state).i32(bits).op('i32.shr_u').op('i32.eqz');
      f.ifElse(null, () => {
        f.get(this.used).i32(1).op('i32.add').tee(this.used).i32(bits).op('i32.shl').set(state);
      });
      f.get(state)
        .i32(-1 - full)
        .op('i32.and')
        .set(state);
      this.empty(row, state);
    });
    this.pushAddress(row).get(state).i32(1).op('i32.add').memory('i32.store', this.states);
    f.release(state);
  }

  /** Leaves each row's whole sum in it. */
  private finish(): void {
    const { f, k } = this;
    const state = f.local('i32');
    f.count(k.rows, 1, (row) => {
      this.pushState(row).tee(state).i32(full).op('i32.gt_u');
      f.ifElse(null, () => {
        this.empty(row, state);
        this.eachElement(row, state, (out, total) => {
          const [sum, lost] = [f.local('f32'), f.local('f32')];
          f.get(total).memory('f32.load').set(sum).get(total).memory('f32.load', this.lost).set(lost);
          // what was lost is NaN once the sum is not finite
          f.get(out).get(sum).get(lost).op('f32.add').get(sum).get(lost).get(lost).op('f32.eq').op('select');
          f.memory('f32.store').release(sum, lost);
        });
      });
    });
    f.release(state, this.used);
  }

  /** total + row = next + error exactly (Knuth 1969) */
  private empty(row: Local, state: Local): void {
    const { f } = this;
    this.eachElement(row, state, (out, total) => {
      const [x, sum, next, taken] = [f.local('f32'), f.local('f32'), f.local('f32'), f.local('f32')];
      f.get(out).memory('f32.load').set(x).get(total).memory('f32.load').set(sum);
      f.get(sum).get(x).op('f32.add').tee(next).get(sum).op('f32.sub').set(taken);
      f.get(total).get(total).memory('f32.load', this.lost);
      f.get(sum).get(next).get(taken).op('f32.sub').op('f32.sub');
      f.get(x).get(taken).op('f32.sub').op('f32.add').op('f32.add').memory('f32.store', this.lost);
      f.get(total).get(next).memory('f32.store');
      f.get(out).f32(0).memory('f32.store');
      f.release(x, sum, next, taken);
    });
  }

  /** `out` and `total`: the addresses of an element of the row, and of its total */
  private eachElement(row: Local, state: Local, body: (out: Local, total: Local) => void): void {
    const { f, k, rowBytes } = this;
    const [out, total] = [f.local('i32'), f.local('i32')];
    f.get(row).i32(rowBytes).op('i32.mul').i32(this.out).op('i32.add').set(out);
    f.get(state).i32(bits).op('i32.shr_u').i32(1).op('i32.sub').i32(rowBytes).op('i32.mul');
    f.i32(this.states + 4 * k.rows)
      .op('i32.add')
      .set(total);
    f.count(k.rowLength, 1, () => {
      body(out, total);
      f.advance(out, 4).advance(total, 4);
    });
    f.release(out, total);
  }

  private pushAddress(row: Local): FunctionBuilder {
    return this.f.get(row).i32(4).op('i32.mul');
  }

  private pushState(row: Local): FunctionBuilder {
    return this.pushAddress(row).memory('i32.load', this.states);
  }
}
