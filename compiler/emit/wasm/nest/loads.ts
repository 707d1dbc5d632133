// Loads on one lane or four: contiguous, repeated, reversed, every second, strided, and rows chosen by data.
import type { Load } from '../../../program.ts';
import { coefficient } from './indices.ts';
import { machine, Scope, type ValueContext } from './scope.ts';
import type { Values } from './values.ts';

export class Loads {
  constructor(
    private readonly c: ValueContext,
    private readonly values: Values,
  ) {}

  emit(s: Load, scope: Scope): void {
    if (s.row) this.rowLoad(s, s.row, scope);
    else this.load(s, scope, () => this.pushAddress(s, scope.width === 4 ? scope.shift : 0));
  }

  private stride(load: Load): number {
    return this.c.vectorAxis ? coefficient(load.address, this.c.vectorAxis.id) : 0;
  }

  /** Pushes the address of the load `lanesAhead` points further along the vector axis; returns the offset immediate. */
  pushAddress(s: Load, lanesAhead: number): number {
    const { forms, addressOf } = this.c;
    const constant = addressOf(s.buffer) + 4 * (s.address.offset + lanesAhead * this.stride(s));
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
    const stride = this.stride(s);
    const at = (lanes: number) => (s.row ? pushFirst(lanes) : this.pushAddress(s, scope.shift + lanes));
    if (stride === 0) f.memory('v128.load32_splat', at(0));
    else if (stride === 1) f.memory('v128.load', at(0));
    else if (stride === -1) this.reversed(at);
    else if (stride === 2) {
      f.memory('v128.load', at(0));
      f.memory('v128.load', at(2)).shuffle([0, 2, 4, 6]);
    } else {
      f.memory('v128.load32_splat', at(0));
      for (let lane = 1; lane < 4; lane++) f.memory(`${type}.load`, at(lane)).lane(`${type}x4.replace_lane`, lane);
    }
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
      const constant = addressOf(s.buffer) + 4 * (s.address.offset + lanesAhead * this.stride(s));
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
