// The helper functions of one module, written on first use: the four-lane functions of functions.ts, imported scalar
// functions (Math.sin and others, in float64), and the adapters between one lane and four.
import type { FunctionBuilder } from '../assemble/function.ts';
import type { ModuleBuilder } from '../assemble/module.ts';
import type { Opcode, ValueType } from '../assemble/opcodes.ts';
import { type MathName, writeMath } from './functions.ts';

/** Scalar functions that the host gives: (f64, ...) -> f64, exact to float64 before the result is rounded. */
export const hostFunctions = { sin: 1, cos: 1, tan: 1, pow: 2, atan2: 2, mod: 2 } as const;
export type HostName = keyof typeof hostFunctions;

type ScalarType = 'f32' | 'i32';

export class Library {
  private readonly known = new Map<string, number>();

  constructor(readonly module: ModuleBuilder) {
    for (const [name, arity] of Object.entries(hostFunctions)) {
      const parameters: ValueType[] = Array(arity).fill('f64');
      this.known.set(`host_${name}`, module.import('math', name, { parameters, results: ['f64'] }));
    }
  }

  /** (v128) -> v128 */
  vector(name: MathName): number {
    return this.once(name, ['v128'], ['v128'], (f) => writeMath(name, f, (other) => this.vector(other)));
  }

  /** (f32) -> f32 by lane 0 of the four-lane function */
  scalar(name: MathName): number {
    const wide = this.vector(name);
    return this.once(`${name}_1`, ['f32'], ['f32'], (f) => {
      f.get(f.parameters[0]!).op('f32x4.splat').call(wide).lane('f32x4.extract_lane', 0);
    });
  }

  /** (f32, ...) -> f32 or (i32, ...) -> i32 through the host's function */
  host(name: HostName, type: ScalarType): number {
    const index = this.known.get(`host_${name}`)!;
    const parameters: ValueType[] = Array(hostFunctions[name]).fill(type);
    return this.once(`${name}_${type}`, parameters, [type], (f) => {
      for (const p of f.parameters) f.get(p).op(type === 'f32' ? 'f64.promote_f32' : 'f64.convert_i32_s');
      f.call(index).op(type === 'f32' ? 'f32.demote_f64' : 'i32.trunc_sat_f64_s');
    });
  }

  /** (i32, i32) -> i32, truncated toward zero; x / 0 = 0 and the one overflowing quotient wraps: no trap */
  integerDivide(): number {
    return this.once('div_i32', ['i32', 'i32'], ['i32'], (f) => {
      const [a, b] = [f.parameters[0]!, f.parameters[1]!];
      f.get(b).i32(1).op('i32.add').i32(2).op('i32.lt_u');
      f.ifElse(
        'i32',
        () => f.get(a).get(b).op('i32.mul'),
        () => f.get(a).get(b).op('i32.div_s'),
      );
    });
  }

  /** (i32, i32) -> i32: the remainder with the divisor's sign; modulo 0 is 0 */
  integerModulo(): number {
    return this.once('mod_i32', ['i32', 'i32'], ['i32'], (f) => {
      const [a, b] = [f.parameters[0]!, f.parameters[1]!];
      const r = f.local('i32');
      const whenDivisible = () => {
        f.get(a).get(b).op('i32.rem_s').tee(r).get(b).op('i32.add').get(r);
        f.get(r).i32(0).op('i32.ne').get(r).get(b).op('i32.xor').i32(0).op('i32.lt_s').op('i32.and').op('select');
      };
      f.get(b)
        .op('i32.eqz')
        .ifElse('i32', () => f.i32(0), whenDivisible);
    });
  }

  /** (v128, v128) -> v128, floored: a - floor(a / b) b in float64, where it is exact; by the host for quotients over 2^28 */
  modulo(): number {
    const exact = this.lanes(this.host('mod', 'f32'), 'mod_f32', 'f32', 2);
    return this.once('mod', ['v128', 'v128'], ['v128'], (f) => writeModulo(f, exact));
  }

  /** (f32, f32) -> f32 */
  moduloScalar(): number {
    const wide = this.modulo();
    return this.once('mod_1', ['f32', 'f32'], ['f32'], (f) => {
      for (const p of f.parameters) f.get(p).op('f32x4.splat');
      f.call(wide).lane('f32x4.extract_lane', 0);
    });
  }

  /** (v128, ...) -> v128: a scalar function on each lane */
  lanes(scalar: number, name: string, type: ScalarType, arity: 1 | 2): number {
    const parameters: ValueType[] = Array(arity).fill('v128');
    return this.once(`${name}_4`, parameters, ['v128'], (f) => {
      const out = f.local('v128');
      for (let lane = 0; lane < 4; lane++) {
        if (lane > 0) f.get(out);
        for (const p of f.parameters) f.get(p).lane(`${type}x4.extract_lane`, lane);
        f.call(scalar);
        if (lane === 0) f.op(`${type}x4.splat`).set(out);
        else f.lane(`${type}x4.replace_lane`, lane).set(out);
      }
      f.get(out);
    });
  }

  /** (i32, ...) -> i32 by lane 0 of a four-lane instruction */
  viaVector(op: Opcode, arity: 1 | 2): number {
    const parameters: ValueType[] = Array(arity).fill('i32');
    return this.once(`${op}_1`, parameters, ['i32'], (f) => {
      for (const p of f.parameters) f.get(p).op('i32x4.splat');
      f.op(op).lane('i32x4.extract_lane', 0);
    });
  }

  /** -1, 0 or 1 */
  integerSign(width: 1 | 4): number {
    if (width === 1) {
      return this.once('sign_i32', ['i32'], ['i32'], (f) => {
        const x = f.parameters[0]!;
        f.get(x).i32(0).op('i32.gt_s').get(x).i32(0).op('i32.lt_s').op('i32.sub');
      });
    }
    return this.once('sign_i32x4', ['v128'], ['v128'], (f) => {
      const x = f.parameters[0]!;
      f.get(x).i32x4(0).op('i32x4.lt_s').get(x).i32x4(0).op('i32x4.gt_s').op('i32x4.sub');
    });
  }

  /** 1 / x or 1 / sqrt(x), correctly rounded steps */
  inverse(width: 1 | 4, ofRoot: boolean): number {
    const type = width === 1 ? 'f32' : 'v128';
    const lanes = width === 1 ? 'f32' : 'f32x4';
    return this.once(`${ofRoot ? 'rsqrt' : 'reciprocal'}_${lanes}`, [type], [type], (f) => {
      if (width === 1) f.f32(1);
      else f.f32x4(1);
      f.get(f.parameters[0]!);
      if (ofRoot) f.op(`${lanes}.sqrt`);
      f.op(`${lanes}.div`);
    });
  }

  private once(
    name: string,
    parameters: readonly ValueType[],
    results: readonly ValueType[],
    write: (f: FunctionBuilder) => void,
  ): number {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const { index, builder } = this.module.function(name, { parameters, results });
    this.known.set(name, index);
    write(builder);
    return index;
  }
}

function writeModulo(f: FunctionBuilder, exact: number): void {
  const [a, b] = [f.parameters[0]!, f.parameters[1]!];
  const q = f.local('v128');
  // every lane: |floor(a / b)| < 2^28 and b finite, else (NaN too) the host decides
  f.get(a)
    .get(b)
    .op('f32x4.div')
    .op('f32x4.floor')
    .tee(q)
    .op('f32x4.abs')
    .f32x4(2 ** 28)
    .op('f32x4.lt');
  f.get(b).op('f32x4.abs').f32x4(Infinity).op('f32x4.lt').op('v128.and').op('i32x4.all_true');
  const halves = () => {
    const low = halfModulo(f, a, b, false);
    const high = halfModulo(f, a, b, true);
    f.get(low).get(high).shuffle([0, 1, 4, 5]);
  };
  f.ifElse('v128', halves, () => f.get(a).get(b).call(exact));
}

/** two lanes in float64: promote, divide, floor, multiply and subtract are exact enough for the quotient's bound */
function halfModulo(
  f: FunctionBuilder,
  a: { index: number; type: ValueType },
  b: { index: number; type: ValueType },
  high: boolean,
) {
  const [x, y, out] = [f.local('v128'), f.local('v128'), f.local('v128')];
  for (const [from, to] of [
    [a, x],
    [b, y],
  ] as const) {
    f.get(from);
    if (high) f.get(from).shuffle([2, 3, 2, 3]);
    f.op('f64x2.promote_low_f32x4').set(to);
  }
  f.get(x).get(x).get(y).op('f64x2.div').op('f64x2.floor').get(y).op('f64x2.mul').op('f64x2.sub');
  f.op('f32x4.demote_f64x2_zero').set(out);
  return out;
}
