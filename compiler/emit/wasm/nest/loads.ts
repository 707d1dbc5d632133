// Loads on one lane or four: contiguous, repeated, reversed, every second, each twice, strided, and rows chosen by data.
import type { Load } from '../../../program/types.ts';
import { laneOffset, laneOffsets } from '../../../schedule/nest/lanes.ts';
import { machine, Scope, type ValueContext, type ValueEmitter } from './scope.ts';

export class Loads {
  constructor(
    private readonly c: ValueContext,
    private readonly values: ValueEmitter,
  ) {}

  emit(s: Load, scope: Scope): void {
    if (s.row) this.rowLoad(s, s.row, scope);
    else this.load(s, scope, () => this.pushAddress(s, scope.width === 4 ? scope.shift : 0));
  }

  /** elements by which the load moves in `lanes` points along the vector axis */
  private ahead(load: Load, lanes: number): number {
    return this.c.vectorAxis ? laneOffset(load.address, this.c.vectorAxis.id, lanes) : 0;
  }

  /** Pushes the address of the load `lanesAhead` points further along the vector axis; returns the offset immediate. */
  pushAddress(s: Load, lanesAhead: number): number {
    const { forms, addressOf } = this.c;
    const constant = addressOf(s.buffer) + 4 * (s.address.offset + this.ahead(s, lanesAhead));
    return forms.pushAddress(forms.register(s.address, 4), constant);
  }

  /** `pushFirst` may be called several times and gives the first lane's address each time */
  private load(s: Load, scope: Scope, pushFirst: (lanesAhead: number) => number): void {
    const { f } = this.c;
    const type = machine(s.dtype);
    if (scope.width === 1) {
      f.memory(`${type}.load`, pushFirst(0));
      return;
    }
    const axis = this.c.vectorAxis;
    const pattern = axis ? laneOffsets(s.address, axis.id, scope.shift).join() : '0,0,0,0';
    const at = (lanes: number) => (s.row ? pushFirst(lanes) : this.pushAddress(s, scope.shift + lanes));
    if (pattern === '0,0,0,0') f.memory('v128.load32_splat', at(0));
    else if (pattern === '0,1,2,3') f.memory('v128.load', at(0));
    else if (pattern === '0,-1,-2,-3') this.reversed(at);
    else if (pattern === '0,0,1,1') this.doubled(at);
    else if (pattern === '0,2,4,6') {
      f.memory('v128.load', at(0));
      f.memory('v128.load', at(2)).shuffle([0, 2, 4, 6]);
    } else {
      f.memory('v128.load32_splat', at(0));
      for (let lane = 1; lane < 4; lane++) f.memory(`${type}.load`, at(lane)).lane(`${type}x4.replace_lane`, lane);
    }
  }

  /** two neighbours, each in two lanes */
  private doubled(at: (lanes: number) => number): void {
    const { f } = this.c;
    f.memory('v128.load64_zero', at(0));
    const v = f.local('v128');
    f.tee(v).get(v).shuffle([0, 0, 1, 1]);
    f.release(v);
  }

  private reversed(at: (lanes: number) => number): void {
    const { f } = this.c;
    f.memory('v128.load', at(3));
    const v = f.local('v128');
    f.tee(v).get(v).shuffle([3, 2, 1, 0]);
    f.release(v);
  }

  private rowLoad(s: Load, row: NonNullable<Load['row']>, scope: Scope): void {
    const { f } = this.c;
    const type = machine(s.dtype);
    const missing = s.dtype === 'f32' ? Number.NaN : 0;
    const r = f.local('i32');
    const atRow = (lanesAhead: number) => {
      f.get(r)
        .i32(row.stride * 4)
        .op('i32.mul');
      const { forms, addressOf } = this.c;
      const constant = addressOf(s.buffer) + 4 * (s.address.offset + this.ahead(s, lanesAhead));
      forms.push(forms.register(s.address, 4), constant);
      f.op('i32.add');
      return 0;
    };
    const check = () => f.get(r).i32(row.count).op('i32.lt_u');
    if (scope.width === 4 && this.values.varies(row.index)) {
      const rows = f.local('v128');
      const out = f.local('v128');
      this.values.push(row.index, scope);
      f.set(rows);
      this.values.literal(missing, s.dtype, 4);
      f.set(out);
      for (let lane = 0; lane < 4; lane++) {
        f.get(rows).lane('i32x4.extract_lane', lane).set(r);
        check().ifElse(null, () => {
          f.get(out);
          f.memory(`${type}.load`, atRow(scope.shift + lane))
            .lane(`${type}x4.replace_lane`, lane)
            .set(out);
        });
      }
      f.get(out).release(rows, out);
    } else {
      this.values.push(row.index, scope.width === 4 ? new Scope(this.values.home(scope), 1, 0, null) : scope);
      f.set(r);
      check().ifElse(
        scope.width === 4 ? 'v128' : type,
        () => this.load(s, scope, (lanes) => atRow((scope.width === 4 ? scope.shift : 0) + lanes)),
        () => this.values.literal(missing, s.dtype, scope.width),
      );
    }
    f.release(r);
  }
}
