// Functions of the literature, as one writes them in TypeScript.
import * as shared from './shared.ts';
import { ALPHA as seluAlpha, sigmoid } from './shared.ts';

/** max(x, 0) (Nair and Hinton 2010) */
export const relu = (x: number) => Math.max(x, 0);

/** min(max(x, 0), 6) (Krizhevsky 2010) */
export const relu6 = (x: number) => Math.min(Math.max(x, 0), 6);

/** x or 0.01 x (Maas et al. 2013) */
export const leakyRelu = (x: number) => (x > 0 ? x : 0.01 * x);

/** x beyond 1, else 0 (Konda et al. 2014) */
export function thresholdedRelu(x: number): number {
  if (x > 1) return x;
  return 0;
}

/** slopes 0.2, 1 and 0.3 between -1.5 and 1.2 (Jin et al. 2016) */
export function sRelu(x: number): number {
  const low = -1.5;
  const high = 1.2;
  if (x >= high) return high + 0.3 * (x - high);
  else if (x <= low) return low + 0.2 * (x - low);
  return x;
}

/** Clevert et al. 2016 */
export const elu = (x: number) => (x > 0 ? x : Math.exp(x) - 1);

const width = 2;
/** Barron 2017 */
export const celu = (x: number) => Math.max(0, x) + Math.min(0, width * Math.expm1(x / width));

const SCALE = 1.0507009873554805;
/** Klambauer et al. 2017 */
export const selu = (x: number) => SCALE * (x > 0 ? x : seluAlpha * Math.expm1(x));

/** log(1 + e^x) (Dugas et al. 2001) */
export const softplus = (x: number) => Math.log(1 + Math.exp(x));

/** (x + sqrt(x^2 + 4)) / 2 (Barron 2021) */
export const squareplus = (x: number) => (x + Math.sqrt(x ** 2 + 4)) / 2;

/** log sigmoid(x) (Mikolov et al. 2013) */
export const logSigmoid = (x: number) => Math.log(1 / (1 + Math.exp(-x)));

/** x / (1 + |x|) (Turian et al. 2009) */
export const softsign = (x: number) => x / (1 + Math.abs(x));

/** Courbariaux et al. 2015 */
export const hardSigmoid = (x: number) => Math.max(0, Math.min(1, (x + 1) / 2));

/** Collobert 2004 */
export function hardTanh(x: number) {
  let y = x;
  if (y > 1) y = 1;
  if (y < -1) y = -1;
  return y;
}

/** 1.7159 tanh(2 x / 3) (LeCun et al. 1998) */
export const scaledTanh = (x: number) => 1.7159 * Math.tanh((2 / 3) * x);

/** x sigmoid(1.5 x) (Ramachandran et al. 2017) */
export const swish = (x: number) => x / (1 + Math.exp(-1.5 * x));

/** x sigmoid(x) (Elfwing et al. 2018) */
export const silu = (x: number) => x * sigmoid(x);

/** 1.25 x sigmoid(x) (Alcaide 2018) */
export const eSwish = (x: number) => 1.25 * silu(x);

/** Howard et al. 2019 */
export const hardSwish = (x: number) => (x * relu6(x + 3)) / 6;

/** Misra 2019 */
export const mish = (x: number) => x * Math.tanh(Math.log1p(Math.exp(x)));

/** x tanh(x) (Roy et al. 2019) */
export const lisht = (x: number) => {
  const e = Math.exp(x);
  return x * ((e - Math.exp(-x)) / (e + Math.exp(-x)));
};

/** x tanh(e^x) (Liu and Di 2020) */
export const tanhExp = (x: number) => x * Math.tanh(Math.exp(x));

/** x log(1 + sigmoid(x)) (Zhu et al. 2021) */
export const logish = (x: number) => x * Math.log(1 + sigmoid(x));

/** x tanh(log(1 + sigmoid(x))) (Wang et al. 2022) */
export const smish = (x: number) => x * Math.tanh(Math.log(1 + sigmoid(x)));

/** x log(2 - exp(-e^x)) (Kaytan et al. 2023) */
export const gish = (x: number) => x * Math.log(2 - Math.exp(-Math.exp(x)));

/** the tanh form of Hendrycks and Gimpel 2016 */
export const gelu = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

/** x tanh(gelu(x)) (Naveen 2022) */
export const phish = (x: number) => x * Math.tanh(gelu(x));

/** Basirat and Roth 2018 */
export const elish = (x: number) => (x >= 0 ? x : Math.exp(x) - 1) / (1 + Math.exp(-x));

/** x + sin(a x)^2 / a, a = 1.5 (Ziyin et al. 2020) */
export const snake = (x: number) => {
  const a = 1.5;
  return x + Math.sin(a * x) ** 2 / a;
};

/** x / sqrt(1 + 3 x^2), and x where it is positive (Carlile et al. 2017) */
export const isru = (x: number) => x / Math.sqrt(1 + 3 * x * x);
export const isrlu = (x: number) => (x >= 0 ? x : isru(x));

/** e^(-x^2) (Broomhead and Lowe 1988) */
export const gaussian = (x: number) => shared.gaussianBell(x);

/** towards zero by 0.5 (Donoho 1995), and zero within 0.5 (Donoho and Johnstone 1994) */
export const softShrink = (x: number) => Math.sign(x) * Math.max(Math.abs(x) - 0.5, 0);
export const hardShrink = (x: number) => (!(Math.abs(x) <= 0.5) ? x : 0);

/** 0, a parabola on [-1.5, 1.5], x (Shamir et al. 2022) */
export function smelu(x: number): number {
  const beta = 1.5;
  if (x <= -beta) {
    return 0;
  }
  if (Math.abs(x) < beta) {
    const shifted = x + beta;
    return (shifted * shifted) / (4 * beta);
  }
  return x;
}

/** w e^w = x, by Halley's steps from log1p(x) (Corless et al. 1996) */
export function lambertW(x: number): number {
  let w = Math.log1p(x);
  for (let i = 0; i < 6; i++) {
    const e = Math.exp(w);
    const residue = w * e - x;
    if (Math.abs(residue) < 1e-9) break;
    w -= residue / (e * (w + 1) - ((w + 2) * residue) / (2 * w + 2));
  }
  return w;
}

/** the sum of (-1)^(n + 1) x^n / (n n!): the entire part of the exponential integral (Abramowitz and Stegun 1964, 5.1.40) */
export function ein(x: number): number {
  let term = -1;
  let sum = 0;
  for (let n = 1; n <= 24; n++) {
    term *= -x / n;
    sum += term / n;
  }
  return sum;
}

/** x^2 / 2 up to 1, |x| - 1/2 beyond (Huber 1964) */
export const huber = (r: number) => {
  const a = Math.abs(r);
  return a <= 1 ? 0.5 * r * r : a - 0.5;
};

/** sqrt(1 + x^2) - 1 (Charbonnier et al. 1997) */
export const charbonnier = (r: number) => Math.hypot(1, r) - 1;

/** log cosh x, which for large |x| is |x| - log 2 (Chen et al. 2019) */
export const logCosh = (x: number) => Math.log(Math.cosh(x));

/** sqrt(x), 0 for negative x: the derivative is that of the branch that is taken */
export const positiveRoot = (x: number) => (x <= 0 ? 0 : Math.sqrt(x));
