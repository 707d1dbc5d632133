// sin, cos, tan and atan2 on four f32 lanes, at most 4 units in the last place.
//
// An angle is reduced to x = n pi / 2 + r, |r| <= pi / 4, in float64: by pi / 2 in two parts (Cody and Waite 1980) below
// 2^19, beyond it by the binary digits of 2 / pi (Payne and Hanek 1983). r is then a f32 and the polynomials are f32's,
// fitted (minimax, float32 coefficients) to sin and cos on |r| <= pi / 4 and to the arctangent on [0, 1].
import type { FunctionBuilder } from '../assemble/function.ts';
import type { Body, Other } from './body.ts';
import { wideRounder } from './parts.ts';
import {
  abs,
  add,
  bind,
  bitAnd,
  bitOr,
  bitXor,
  choose,
  copySign,
  demote,
  div,
  equal,
  high,
  intAdd,
  integer,
  less,
  low,
  mul,
  negate,
  number,
  pick,
  polynomial,
  shiftLeft,
  shiftRight,
  sub,
  type Term,
  wide,
} from './terms.ts';

/** pi / 2 in two parts: the first has 33 bits, so that n * first is exact for |n| < 2^20 */
const firstPart = 1.5707963267341256;
const secondPart = 6.077100506506192e-11;

/** Below this, in magnitude, the two parts are enough. */
const largeAngle = 2 ** 19;

/** the binary digits of 2 / pi, 24 at a time: enough for the largest f32 and 2^-64 beside */
const digits = [0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041];

interface Quarters {
  /** i32 lanes: n modulo 4 counts */
  readonly n: Term;
  readonly r: Term;
}

/** [r0, r1, n0, n1] of two f64 lanes of r and of n + wideRounder */
const packed = (r: Term, shifted: Term): Term => pick([0, 1, 4, 6], demote(r), shifted);

function quartersOfSmall(f: FunctionBuilder, x: Term): Term {
  const angle = bind(f, x);
  const shifted = bind(f, wide.add(wide.mul(angle, wide.number(2 / Math.PI)), wide.number(wideRounder)));
  const n = bind(f, wide.sub(shifted, wide.number(wideRounder)));
  const first = wide.sub(angle, wide.mul(n, wide.number(firstPart)));
  return bind(f, packed(wide.sub(first, wide.mul(n, wide.number(secondPart))), shifted));
}

/**
 * [r0, r1, n0, n1] of lanes 0 and 1, whatever their size. x times 24 digits of 2 / pi is exact, and so is its remainder
 * modulo 4; the remainders are summed with the rounding errors kept (Knuth 1969), so that cancellation with n is exact.
 * An infinity, and NaN, give NaN.
 */
export const quartersOfLarge: Body = (f, [x]) => {
  const angle = bind(f, low(x));
  let sum = bind(f, wide.number(0));
  let lost = sum;
  digits.forEach((d, i) => {
    const t = bind(f, wide.mul(angle, wide.number(d * 2 ** (-24 * (i + 1)))));
    const fours = wide.nearest(wide.mul(t, wide.number(0.25)));
    const term = bind(f, wide.sub(t, wide.mul(fours, wide.number(4))));
    const next = bind(f, wide.add(sum, term));
    const taken = bind(f, wide.sub(next, sum));
    const error = wide.add(wide.sub(sum, wide.sub(next, taken)), wide.sub(term, taken));
    lost = bind(f, wide.add(lost, error));
    sum = next;
  });
  const shifted = bind(f, wide.add(wide.add(sum, lost), wide.number(wideRounder)));
  const fraction = wide.add(wide.sub(sum, wide.sub(shifted, wide.number(wideRounder))), lost);
  const r = wide.mul(fraction, wide.number(Math.PI / 2));
  // the sums lose the sign of -0
  packed(choose(wide.equal(angle, wide.number(0)), angle, r), shifted)(f);
};

function reduceAngle(f: FunctionBuilder, x: Term, other: Other): Quarters {
  const [first, second] = [f.local('v128'), f.local('v128')];
  const both = (a: Term, b: Term) => {
    a(f);
    f.set(first);
    b(f);
    f.set(second);
  };
  less(abs(x), number(largeAngle))(f);
  f.op('i32x4.all_true').ifElse(
    null,
    () => both(quartersOfSmall(f, low(x)), quartersOfSmall(f, high(x))),
    () => {
      const large = other('quartersOfLarge');
      both(large(x), large(pick([2, 3, 2, 3], x, x)));
    },
  );
  const halves = [(g: FunctionBuilder) => g.get(first), (g: FunctionBuilder) => g.get(second)] as [Term, Term];
  return { r: bind(f, pick([0, 1, 4, 5], ...halves)), n: bind(f, pick([2, 3, 6, 7], ...halves)) };
}

/** sin r and cos r for |r| <= pi / 4 */
function onQuarter(f: FunctionBuilder, r: Term): { sine: Term; cosine: Term } {
  const z = bind(f, mul(r, r));
  const p = polynomial(z, [-1.9518288900144398e-4, 8.332189172506332e-3, -0.16666655242443085]);
  const q = polynomial(z, [2.4432561986031942e-5, -1.3887310633435845e-3, 0.04166664555668831]);
  const cosine = add(sub(number(1), mul(z, number(0.5))), mul(mul(z, z), q));
  // the sum loses the sign of -0
  return { sine: bind(f, copySign(add(r, mul(mul(r, z), p)), r)), cosine: bind(f, cosine) };
}

const isOdd = (n: Term): Term => shiftRight(shiftLeft(n, 31), 31);
const signBit = -0x80000000;

/** sin(r + n pi / 2): sin r, cos r, -sin r, -cos r for n = 0, 1, 2, 3 */
const sineOf = (f: FunctionBuilder, n: Term, r: Term): void => {
  const { sine, cosine } = onQuarter(f, r);
  const flip = bitAnd(shiftLeft(n, 30), integer(signBit));
  bitXor(choose(isOdd(n), cosine, sine), flip)(f);
};

export const sin: Body = (f, [x], other) => {
  const { n, r } = reduceAngle(f, x, other);
  sineOf(f, n, r);
};

/** cos x = sin(x + pi / 2) */
export const cos: Body = (f, [x], other) => {
  const { n, r } = reduceAngle(f, x, other);
  sineOf(f, bind(f, intAdd(n, integer(1))), r);
};

/** sin r / cos r, or its negative inverse in odd quarters */
export const tan: Body = (f, [x], other) => {
  const { n, r } = reduceAngle(f, x, other);
  const { sine, cosine } = onQuarter(f, r);
  const odd = bind(f, isOdd(n));
  div(choose(odd, negate(cosine), sine), choose(odd, sine, cosine))(f);
};

/** The angle of (x, y): the arctangent of the smaller over the larger magnitude, then moved to its octant. */
export const atan2: Body = (f, [y, x]) => {
  const [rise, run] = [bind(f, abs(y)), bind(f, abs(x))];
  const steep = bind(f, less(run, rise));
  const quotient = bind(f, div(choose(steep, run, rise), choose(steep, rise, run)));
  // equal magnitudes, also 0 / 0 and infinity over infinity
  const diagonal = choose(equal(rise, number(0)), number(0), number(1));
  const t = bind(f, choose(equal(rise, run), diagonal, quotient));
  const z = bind(f, mul(t, t));
  const p = polynomial(
    z,
    [
      -1.7904058331623673e-3, 0.010899696499109268, -0.031148936599493027, 0.05792722851037979, -0.08401581645011902,
      0.10951506346464157, -0.14264102280139923, 0.1999853402376175, -0.33333298563957214,
    ],
  );
  const octant = bind(f, add(t, mul(mul(t, z), p)));
  // what rounding took from pi / 2 and from pi
  const under = (whole: number, angle: Term) =>
    add(sub(number(Math.fround(whole)), angle), number(whole - Math.fround(whole)));
  const quadrant = bind(f, choose(steep, under(Math.PI / 2, octant), octant));
  const left = shiftRight(x, 31);
  const angle = choose(left, under(Math.PI, quadrant), quadrant);
  bitOr(angle, bitAnd(y, integer(signBit)))(f);
};
