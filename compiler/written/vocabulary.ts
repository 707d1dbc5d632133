// The vocabulary of formulas in TypeScript: functions of `quern`, those of `expression` of quern/testing where it has none,
// numbers, and indices as `expression.view` reads them.
import type { AxisMap } from '../../dsl/expr.ts';
import type { ScalarName } from '../../dsl/scalar/op.ts';
import { reservedWords } from '../escape.ts';
import { letters } from './views.ts';

/** Operations that the language knows by another name. */
export const publicNames: Partial<Record<ScalarName, string>> = { max: 'maximum', min: 'minimum', select: 'where' };
export const casts: Partial<Record<ScalarName, string>> = { toF32: 'f32', toI32: 'i32', toBool: 'bool' };

/** Those of `expression`, which has any re-indexing and any element type. */
const general = ['apply', 'constant', 'full', 'iota', 'reduce', 'scan', 'view'];

export function imports(used: ReadonlySet<string>): string[] {
  const [own, more] = [[...used].filter((n) => !general.includes(n)), general.filter((n) => used.has(n))];
  const line = (names: readonly string[], module: string) => `import { ${names.join(', ')} } from ${module};`;
  return [
    ...(own.length > 0 ? [line(own.sort(), "'quern'")] : []),
    ...(more.length > 0 ? [line(['expression'], "'quern/testing'"), `const { ${more.join(', ')} } = expression;`] : []),
  ];
}

/** '2 i + 1', as `expression.view` reads it */
export function indexText({ offset, coefficients, divisor }: AxisMap): string {
  const terms = coefficients.flatMap((c, j) => (c === 0 ? [] : [{ c, name: letters[j]! }]));
  let text = terms.reduce((all, { c, name }) => {
    const size = Math.abs(c) === 1 ? name : `${Math.abs(c)} ${name}`;
    return all === '' ? `${c < 0 ? '-' : ''}${size}` : `${all} ${c < 0 ? '-' : '+'} ${size}`;
  }, '');
  if (text === '') text = String(offset);
  else if (offset !== 0) text += ` ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`;
  return divisor === 1 ? text : `(${text}) / ${divisor}`;
}

/** The shortest text of the number: 1 / 3 where that is what it is. */
export function numberText(v: number): string {
  if (Object.is(v, -0)) return '-0';
  const text = String(v);
  const whole = Math.round(1 / v);
  return text.length > 8 && whole !== 0 && Number.isSafeInteger(whole) && 1 / whole === v ? `1 / ${whole}` : text;
}

/** Names that formulas use, and words of the language that no value may have for a name. */
export const reserved = [
  ...general,
  ...'abs add and argMax argMin atan2 broadcastTo cast ceil cos div einsum equal erf exp expand expm1 expression floor'.split(
    ' ',
  ),
  ...'gather greater greaterEqual less lessEqual log log1p matmul max maximum min minimum mod mul neg not notEqual or'.split(
    ' ',
  ),
  ...'permute pow prod reciprocal reshape round rsqrt scalar scatterAdd sigmoid sign sin sqrt sub sum tan tanh transpose'.split(
    ' ',
  ),
  ...'where carry slice of'.split(' '),
  ...reservedWords,
];
