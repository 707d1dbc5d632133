// What cannot be lifted, and what is said of it: the reason, the place, the line, and what to write instead. refusals.txt has
// every sentence; npx vitest run test/lift/refusals.test.ts -u writes it again.
import { expect, it } from 'vitest';
import { Modules } from '../../compiler/source/lift/declarations.ts';
import { LiftError } from '../../compiler/source/lift/error.ts';
import { liftCalls } from '../../compiler/source/lift/find.ts';
import { liftCall } from '../../compiler/source/lift/lift.ts';

/** What stands in /model.ts below its first line; the last call of `lift` is looked at. */
const sources = [
  'lift((x: number) => {\n  let y = x;\n  while (y > 1) y /= 2;\n  return y;\n});',
  'lift((x: number) => {\n  let y = x;\n  do {\n    y /= 2;\n  } while (y > 1);\n  return y;\n});',
  'lift((x: number) => {\n  let y = 0;\n  for (const k of [1, 2, 3]) y += k * x;\n  return y;\n});',
  'lift((x: number) => {\n  let y = 0;\n  for (let i = 0; i < x; i++) y += 1;\n  return y;\n});',
  'lift((x: number) => {\n  let y = x;\n  for (let i = 0; i < 5000; i++) y = Math.sin(y);\n  return y;\n});',
  'lift((x: number) => {\n  for (let i = 0; ; i++) if (i > x) return i;\n});',
  'lift((x: number) => [x, x * x][1]!);',
  'lift((...xs: number[]) => Math.max(...xs));',
  'lift((x: number) => Number(`0.$' + '{x}`));',
  'lift((x: string) => x.length);',
  'lift(({ x }: { x: number }) => x);',
  'const PARAMS = { alpha: 1 };\nlift((x: number) => PARAMS.alpha * x);',
  'lift((x: number) => x + Math.random());',
  'lift((x: number) => Math.fround(x));',
  'lift((x: number) => x | 0);',
  'lift((x: number) => x ?? 0);',
  'lift((x: number) => (x > 0) + 1);',
  'lift((x: number) => x > 0);',
  'let slope = 0.1;\nlift((x: number) => (x > 0 ? x : slope * x));',
  'const leaky = (slope: number) => lift((x: number) => (x > 0 ? x : slope * x));',
  'const slope = Math.random() - 0.5;\nlift((x: number) => (x > 0 ? x : slope * x));',
  'lift((x: number) => {\n  let calls = 0;\n  const count = () => {\n    calls += 1;\n    return calls;\n  };\n  return count() * x;\n});',
  'lift((x: number) => erf(x));',
  "import { erf } from 'mathjs';\nlift((x: number) => erf(x));",
  "import { erf } from './shared.ts';\nlift((x: number) => erf(x));",
  'const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));\nlift((x: number) => factorial(3) * x);',
  'const softplus = lift((x: number) => Math.log1p(Math.exp(x)));\nlift((x: number) => x * Math.tanh(softplus(x)));',
  'lift((x: number) => {\n  if (x > 0) return x;\n});',
  'lift((x: number) => {\n  let y: number;\n  if (x > 0) y = 1;\n  return y! * x;\n});',
  "lift((x: number) => {\n  if (x > 5) throw new RangeError('x is too large');\n  return x;\n});",
  'lift((x: number) => {\n  try {\n    return x;\n  } catch {\n    return 0;\n  }\n});',
  'lift((x: number) => {\n  switch (Math.sign(x)) {\n    case 1:\n      return x;\n  }\n  return 0;\n});',
  'lift((x: number) => {\n  console.log(x);\n  return x;\n});',
  'lift((x: number) => {\n  let y = x;\n  const z = (y += 1);\n  return z;\n});',
  'lift((x: number) => {\n  var y = x;\n  return y;\n});',
  'lift(async (x: number) => x);',
  'lift((x: number, alpha = 1) => (x > 0 ? x : alpha * x));',
  'lift((a: number, b: number, c: number, d: number, e: number) => a + b + c + d + e);',
  'lift(Math.sin);',
];

/** The sources of other modules. */
const others: Readonly<Record<string, string>> = { '/shared.ts': 'export const sigmoid = (x: number) => x;' };

function said(text: string): string {
  const modules = new Modules({ read: (path) => others[path] });
  const file = modules.add('/model.ts', `import { lift } from 'quern/lift';\n${text}`);
  try {
    liftCall(modules, liftCalls(file).at(-1)!);
  } catch (error) {
    if (error instanceof LiftError) return error.message;
    throw error;
  }
  return 'lifted';
}

it('each is refused with its sentence', async () => {
  expect(sources.length).toBeGreaterThanOrEqual(20);
  const all = sources.map((text) => `${text}\n\n${said(text)}`);
  expect(all.filter((text) => text.endsWith('\nlifted'))).toEqual([]);
  await expect(`${all.join(`\n${'='.repeat(100)}\n`)}\n`).toMatchFileSnapshot('refusals.txt');
});

it('a mistake in another module is shown there', () => {
  const modules = new Modules({
    read: (path) => (path === '/far.ts' ? 'export const f = (x: number) => x.y;' : undefined),
  });
  const text = "import { lift } from 'quern/lift';\nimport * as far from './far.js';\nlift((x) => far.f(x));";
  const call = liftCalls(modules.add('/model.ts', text))[0]!;
  expect(() => liftCall(modules, call)).toThrow('a field of an object cannot be lifted (at /far.ts:1:33)');
});
