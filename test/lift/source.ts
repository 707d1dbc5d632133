// Random functions as source text: two numbers in, everything that can be lifted inside. Exponents are held below 3, so that
// values stay where 64 bits hold them; seen(...) stands around what may be infinite all the same, and edge(...) around what may be where
// a function has no derivative, for tests to look at.
import fc from 'fast-check';

const number = (x: number): string =>
  Math.round(x * 64) / 64 < 0 ? `(${Math.round(x * 64) / 64})` : `${Math.round(x * 64) / 64}`;

const unary = [
  'abs',
  'sign',
  'log',
  'log1p',
  'sqrt',
  'cbrt',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'tanh',
].concat(['asinh', 'acosh', 'atanh', 'floor', 'ceil', 'round', 'trunc', 'log2', 'log10']);
const growing = ['exp', 'expm1', 'sinh', 'cosh'];

function expression(names: readonly string[], depth: number): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...names) },
    fc.double({ min: -3, max: 3, noNaN: true }).map(number),
    fc.constantFrom('Math.PI', 'Math.LN2', '0', '1'),
  );
  if (depth === 0) return leaf;
  const e = expression(names, depth - 1);
  const two = (join: (a: string, b: string) => string) => fc.tuple(e, e).map(([a, b]) => join(a, b));
  return fc.oneof(
    leaf,
    fc.tuple(fc.constantFrom('+', '-', '*', '*', '/', '%'), e, e).map(([op, a, b]) => `seen(${a} ${op} ${b})`),
    fc.tuple(e, fc.constantFrom(-1, 0, 2, 3, 0.5)).map(([a, n]) => `seen(edge(${a}) ** ${n < 0 ? `(${n})` : n})`),
    fc.tuple(fc.constantFrom(...unary), e).map(([f, a]) => `seen(Math.${f}(edge(${a})))`),
    fc.tuple(fc.constantFrom(...growing), e).map(([f, a]) => `Math.${f}(Math.min(${a}, 3))`),
    two((a, b) => `Math.max(${a}, ${b}, -2)`),
    two((a, b) => `Math.min(${a}, ${b})`),
    two((a, b) => `Math.hypot(${a}, ${b})`),
    two((a, b) => `Math.atan2(edge(${a}), edge(${b}))`),
    two((a, b) => `seen(Math.pow(Math.abs(edge(${a})), Math.min(${b}, 3)))`),
    // the forms in which activations are written
    e.map((a) => `(1 / (1 + Math.exp(-Math.max(${a}, -3))))`),
    e.map((a) => `Math.log(1 + Math.exp(Math.min(${a}, 3)))`),
    e.map((a) => `-(${a})`),
    fc.tuple(condition(names, depth - 1), e, e).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    ...(names.includes('x') ? [two((a, b) => `g(${a}, ${b})`), e.map((a) => `g(${a})`)] : []),
  );
}

function condition(names: readonly string[], depth: number): fc.Arbitrary<string> {
  const e = expression(names, Math.max(0, depth - 1));
  const compare = fc
    .tuple(fc.constantFrom('<', '<=', '>', '>=', '===', '!=='), e, e)
    .map(([op, a, b]) => `${a} ${op} ${b}`);
  if (depth === 0) return compare;
  const c = condition(names, depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: compare },
    fc.tuple(fc.constantFrom('&&', '||'), c, c).map(([op, a, b]) => `(${a}) ${op} (${b})`),
    c.map((a) => `!(${a})`),
    e.map((a) => `!Number.isNaN(${a})`),
    e,
  );
}

/** `count` statements and a return; each may declare a variable that those after it read. */
function statements(names: readonly string[], count: number): fc.Arbitrary<string> {
  if (count === 0) return expression(names, 2).map((e) => `  return ${e};\n`);
  const t = `t${count}`;
  const e = expression(names, 2);
  const rest = statements([...names, t], count - 1);
  const assign = fc
    .tuple(fc.constantFrom('=', '+=', '-=', '*='), expression([...names, t], 1))
    .map(([op, a]) => `${t} ${op} ${a};`);
  const c = condition([...names, t], 1);
  const leave = fc.tuple(c, e).map(([cond, a]) => `if (${cond}) return ${a};`);
  const choice = fc
    .tuple(c, assign, fc.oneof(assign, leave))
    .map(([cond, a, b]) => `if (${cond}) { ${a} } else { ${b} }`);
  const inLoop = fc.oneof(
    assign,
    leave,
    choice,
    fc.tuple(c, fc.constantFrom('break', 'continue')).map(([cond, jump]) => `if (${cond}) ${jump};`),
  );
  const loop = fc
    .tuple(fc.integer({ min: 1, max: 4 }), inLoop, inLoop)
    .map(([n, a, b]) => `for (let i = 0; i < ${n}; i++) { ${a} ${t} = (${t} + i) / 2; ${b} }`);
  const body = fc.oneof(assign, leave, choice, loop);
  return fc.tuple(e, body, rest).map(([first, s, after]) => `  let ${t} = ${first};\n  ${s}\n${after}`);
}

/** The text of a module that ends in a function f of x and y. */
export const functionSource: fc.Arbitrary<string> = fc
  .tuple(expression(['u', 'v'], 2), statements(['x', 'y', 'A'], 4), fc.double({ min: -2, max: 2, noNaN: true }))
  .map(
    ([helper, body, a]) =>
      `const A = ${number(a)};\nfunction g(u, v = 0.7) {\n  return ${helper};\n}\nconst f = (x, y) => {\n${body}};\n`,
  );
