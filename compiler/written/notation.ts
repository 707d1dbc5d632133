// Scalar operations in TeX, each with how tightly it binds, so that parentheses stand where they are needed only.
import type { ScalarName } from '../../dsl/scalar/op.ts';
import { numberText } from './vocabulary.ts';

/** A piece of TeX. */
export interface Piece {
  readonly text: string;
  readonly binds: Binding;
  /** what a sum subtracts if this stands in it: -x, where the piece is x */
  readonly negated?: Piece;
  /** the denominator, where the piece is one over it */
  readonly under?: Piece;
  /** where it is a number */
  readonly value?: number;
  /** the piece is a number times another */
  readonly scaled?: { readonly by: number; readonly of: Piece };
}

export const relation = 0;
export const sum = 1;
/** a sum sign: it reaches over the factors that follow */
export const reaching = 2;
export const product = 3;
export const prefix = 4;
export const whole = 5;
export type Binding = 0 | 1 | 2 | 3 | 4 | 5;

export const piece = (text: string, binds: Binding = whole): Piece => ({ text, binds });

/** In parentheses, as tall as what they hold. */
export function bracketed(text: string, [open, close] = ['(', ')']): string {
  return /\\(frac|sum|prod|left|begin|operatorname\*)|\^/.test(text)
    ? `\\left${open}${text}\\right${close}`
    : `${open}${text}${close}`;
}

/** The piece where something that binds so tightly is expected. */
export function inside(p: Piece, binds: Binding): string {
  return p.binds >= binds ? p.text : bracketed(p.text);
}

export function numberPiece(value: number): Piece {
  if (value === Number.POSITIVE_INFINITY) return piece('\\infty');
  if (Number.isNaN(value)) return piece('\\mathrm{NaN}');
  if (value < 0 || Object.is(value, -0)) return { ...negative(numberPiece(-value)), value };
  const text = numberText(value);
  const below = /^1 \/ (\d+)$/.exec(text)?.[1];
  if (below !== undefined) return { ...piece(`\\frac{1}{${below}}`), value };
  const [digits, exponent] = (text.length > 8 ? String(Number(value.toPrecision(6))) : text).split('e');
  const power = exponent === undefined ? '' : ` \\cdot 10^{${Number(exponent)}}`;
  return { ...piece(`${digits}${power}`, exponent === undefined ? whole : product), value };
}

export function negative(p: Piece): Piece {
  return p.negated ?? { text: `-${inside(p, reaching)}`, binds: sum, negated: p };
}

function plus(a: Piece, b: Piece): Piece {
  if (a.text === b.text) return times(numberPiece(2), a);
  if (b.negated) return piece(`${inside(a, sum)} - ${inside(b.negated, reaching)}`, sum);
  if (a.negated) return piece(`${inside(b, sum)} - ${inside(a.negated, reaching)}`, sum);
  return piece(`${inside(a, sum)} + ${inside(b, sum)}`, sum);
}

function minus(a: Piece, b: Piece): Piece {
  return b.negated ? plus(a, b.negated) : piece(`${inside(a, sum)} - ${inside(b, reaching)}`, sum);
}

/** Numbers first, and as one; one over x is a fraction; a product with itself is a square. */
function times(a: Piece, b: Piece): Piece {
  if (b.value !== undefined && a.value === undefined) return times(b, a);
  if (a.value !== undefined && b.value !== undefined)
    return piece(`${inside(a, product)} \\cdot ${inside(b, product)}`, product);
  if (a.value !== undefined) return b.scaled ? scaled(a.value * b.scaled.by, b.scaled.of) : scaled(a.value, b);
  if (a.negated) return negative(times(a.negated, b));
  if (b.negated) return negative(times(a, b.negated));
  if (a.scaled) return scaled(a.scaled.by, times(a.scaled.of, b));
  if (b.scaled) return scaled(b.scaled.by, times(a, b.scaled.of));
  if (a.text === b.text) return piece(squared(a), prefix);
  if (b.under) return over(a, b.under);
  if (a.under) return over(b, a.under);
  return piece(`${inside(a, product)} ${inside(b, reaching)}`, b.binds === reaching ? reaching : product);
}

function squared(x: Piece): string {
  return /\^\{[^{}]*\}(_\{[^{}]*\})?$/.test(x.text) ? `${bracketed(x.text)}^{2}` : `${inside(x, whole)}^{2}`;
}

function scaled(by: number, of: Piece): Piece {
  if (by === 1) return of;
  if (by < 0) return negative(scaled(-by, of));
  const binds = of.binds === reaching ? reaching : product;
  return { ...piece(`${inside(numberPiece(by), product)} ${inside(of, reaching)}`, binds), scaled: { by, of } };
}

function over(a: Piece, b: Piece): Piece {
  if (a.negated && a.value === undefined) return negative(over(a.negated, b));
  const fraction = piece(`\\frac{${a.text}}{${b.text}}`, prefix);
  return a.value === 1 ? { ...fraction, under: b } : fraction;
}

/** What stands behind the sign of equality: a condition is 1 or 0. */
export function defined(p: Piece): string {
  return p.binds === relation ? indicator(p).text : p.text;
}

const one = numberPiece(1);
const called = (name: string) => (x: Piece) => piece(`${name}${bracketed(x.text)}`);
const related = (sign: string) => (a: Piece, b: Piece) =>
  piece(`${inside(a, sum)} ${sign} ${inside(b, sum)}`, relation);

export const notation: Record<Exclude<ScalarName, 'select'>, (a: Piece, b: Piece) => Piece> = {
  neg: negative,
  abs: (x) => piece(bracketed(x.text, ['|', '|'])),
  sign: called('\\operatorname{sgn}'),
  exp: (x) => piece(`e^{${x.text}}`, prefix),
  expm1: (x) => minus(piece(`e^{${x.text}}`, prefix), one),
  log: called('\\ln'),
  log1p: (x) => called('\\ln')(plus(one, x)),
  sqrt: (x) => piece(`\\sqrt{${x.text}}`),
  rsqrt: (x) => over(one, piece(`\\sqrt{${x.text}}`)),
  reciprocal: (x) => over(one, x),
  sin: called('\\sin'),
  cos: called('\\cos'),
  tan: called('\\tan'),
  tanh: called('\\tanh'),
  sigmoid: called('\\sigma'),
  erf: called('\\operatorname{erf}'),
  floor: (x) => piece(`\\lfloor ${x.text} \\rfloor`),
  ceil: (x) => piece(`\\lceil ${x.text} \\rceil`),
  round: called('\\operatorname{round}'),
  add: plus,
  sub: minus,
  mul: times,
  div: (a, b) => over(a, b),
  mod: (a, b) => piece(`${inside(a, prefix)} \\bmod ${inside(b, prefix)}`, sum),
  pow: (a, b) => piece(`${inside(a, whole)}^{${b.text}}`, prefix),
  max: (a, b) => piece(`\\max${bracketed(`${a.text}, ${b.text}`)}`),
  min: (a, b) => piece(`\\min${bracketed(`${a.text}, ${b.text}`)}`),
  atan2: (a, b) => piece(`\\operatorname{atan2}${bracketed(`${a.text}, ${b.text}`)}`),
  equal: related('='),
  notEqual: related('\\ne'),
  less: related('<'),
  lessEqual: related('\\le'),
  greater: related('>'),
  greaterEqual: related('\\ge'),
  and: (a, b) => piece(`${inside(a, relation)} \\land ${inside(b, relation)}`, relation),
  or: (a, b) => piece(`${inside(a, sum)} \\lor ${inside(b, sum)}`, relation),
  not: (x) => piece(`\\lnot ${inside(x, prefix)}`, relation),
  toF32: (x) => (x.binds === relation ? indicator(x) : x),
  toI32: called('\\operatorname{trunc}'),
  toBool: (x) => piece(`${x.text} \\ne 0`, relation),
};

/** Iverson's bracket: 1 where the condition holds, else 0 */
const indicator = (c: Piece): Piece => piece(bracketed(c.text, ['[', ']']));

/** A choice: brackets where one side is 0, else two cases. */
export function chosen(condition: Piece, yes: Piece, no: Piece): Piece {
  if (no.value === 0) {
    const factor = condition.binds === relation ? indicator(condition) : condition;
    return yes.value === 1 ? factor : times(factor, yes);
  }
  const cases = `${yes.text} & ${condition.text} \\\\ ${no.text} & \\text{otherwise}`;
  return piece(`\\begin{cases} ${cases} \\end{cases}`);
}
