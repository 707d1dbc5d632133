// The helper functions of one module, written on first use: the four-lane functions of functions.ts, integer arithmetic
// that has no instruction, and the adapters between one lane and four.
import type { FunctionBuilder } from '../assemble/function.ts';
import type { ModuleBuilder } from '../assemble/module.ts';
import type { Opcode, ValueType } from '../assemble/opcodes.ts';
import type { GiveLate } from '../given.ts';
import { arities, type MathName } from './body.ts';
import { writeMath } from './functions.ts';

export class Library {
  private readonly known = new Map<string, number>();

  /** `late`: for functions that are in late.ts */
  constructor(
    private readonly module: ModuleBuilder,
    private readonly late: GiveLate,
  ) {}

  /** (v128, ...) -> v128 */
  vector(name: MathName): number {
    const parameters: ValueType[] = Array(arities[name]).fill('v128');
    return this.once(name, parameters, ['v128'], (f) => writeMath(name, f, (other) => this.vector(other), this.late));
  }

  /** (f32, ...) -> f32 by lane 0 of the four-lane function */
  scalar(name: MathName): number {
    const wide = this.vector(name);
    const parameters: ValueType[] = Array(arities[name]).fill('f32');
    return this.once(`${name}_1`, parameters, ['f32'], (f) => {
      for (const p of f.parameters) f.get(p).op('f32x4.splat');
      f.call(wide).lane('f32x4.extract_lane', 0);
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

  /** (i32, i32) -> i32, saturated */
  integerPower(): number {
    return this.once('pow_i32', ['i32', 'i32'], ['i32'], this.late('pow').writeIntegerPower);
  }

  /** (v128, v128) -> v128: a scalar function of integers on each lane */
  lanes(scalar: number, name: string): number {
    return this.once(`${name}_4`, ['v128', 'v128'], ['v128'], (f) => {
      const out = f.local('v128');
      for (let lane = 0; lane < 4; lane++) {
        if (lane > 0) f.get(out);
        for (const p of f.parameters) f.get(p).lane('i32x4.extract_lane', lane);
        f.call(scalar);
        if (lane === 0) f.op('i32x4.splat').set(out);
        else f.lane('i32x4.replace_lane', lane).set(out);
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
