// What validation finds in programs that are wrong, and that the pass is named.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import { runPass } from '../../compiler/pass.ts';
import type { Kernel, Program } from '../../compiler/program/types.ts';
import { validatePlan, validateProgram, validators } from '../../compiler/program/validate.ts';
import { makeInput, makeMap, makeReduce } from '../../dsl/build.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { compile, input, model, predictStep, relu } from '../../runtime/index.ts';
import { gpuLike, graphOf } from './run.ts';

beforeEach(() => {
  globalThis.quernValidators = undefined;
});
afterEach(() => {
  globalThis.quernValidators = validators;
});

/** Row sums, then their sine and cosine against the rows: two kernels and two temporaries at least. */
function program(): Program {
  const x = makeInput('x', [4, 6], 'f32');
  const rows = makeReduce('sum', x, [1]);
  const columns = makeReduce('max', x, [0]);
  const all = makeReduce('sum', makeMap(scalars.sin, [rows]), [0]);
  const most = makeReduce('prod', makeMap(scalars.cos, [columns]), [0]);
  return compileGraph(graphOf([x], [makeMap(scalars.add, [all, most])]), gpuLike);
}

/** Runs a pass that makes `broken` of a sound program. */
const after = (broken: (p: Program) => Program) => () =>
  runPass({ name: 'broken', run: broken }, program(), (p) => {
    validateProgram(p, gpuLike);
    validatePlan(p);
  });

const kernels = (p: Program, change: (k: Kernel, i: number) => Kernel): Program => ({
  ...p,
  steps: p.steps.map((s, i) => (s.kind === 'kernel' ? change(s, i) : s)),
});

test('a sound program is accepted', () => {
  expect(after((p) => p)).not.toThrow();
});

test('a step that is missing', () => {
  expect(after((p) => ({ ...p, steps: p.steps.slice(1) }))).toThrow(
    /^broken: its result is not valid: \w+: reads \w+ \(buffer \d+\) before it is written$/,
  );
  expect(after((p) => ({ ...p, steps: [] }))).toThrow('broken: its result is not valid: output out0 is never written');
});

test('an index beyond its buffer', () => {
  const longer = (k: Kernel, i: number): Kernel =>
    i > 0 ? k : { ...k, axes: k.axes.map((a) => ({ ...a, extent: a.extent + 1 })) };
  expect(after((p) => kernels(p, longer))).toThrow(/: index of \w+ in \[0, \d+\], outside \d+ elements$/);
});

test('an axis declared twice, two outputs where the backend has one', () => {
  expect(after((p) => kernels(p, (k) => ({ ...k, axes: [...k.axes, ...k.axes] })))).toThrow('is declared twice');
  expect(after((p) => kernels(p, (k) => ({ ...k, outputs: [...k.outputs, ...k.outputs] })))).toThrow('several outputs');
});

test('temporaries that overlap while both are needed, or lie outside the arena', () => {
  const at = (offset: (i: number) => number) => (p: Program) => ({
    ...p,
    buffers: p.buffers.map((b, i) => (b.role === 'temporary' ? { ...b, offset: offset(i) } : b)),
  });
  expect(after(at(() => 0))).toThrow('share memory while both are needed');
  expect(after(at(() => 1 << 20))).toThrow(/lies at 1048576, outside an arena of \d+ bytes/);
});

/** A backend that allows fewer inputs when it is asked again: fusion respects the first answer, validation the second. */
function fickle(then: number) {
  let asked = 0;
  return {
    ...gpuLike,
    get maxInputs() {
      return asked++ === 0 ? 8 : then;
    },
  };
}

function sum() {
  const [x, y] = [makeInput('x', [4], 'f32'), makeInput('y', [4], 'f32')];
  return graphOf([x, y], [makeMap(scalars.add, [x, y])]);
}

test('compileGraph validates every pass where it is asked to', () => {
  expect(() => compileGraph(sum(), fickle(1))).not.toThrow();
  const sentence = 'lower: its result is not valid: k0_add: reads 2 buffers, the backend allows 1';
  expect(() => compileGraph(sum(), fickle(1), { validators })).toThrow(sentence);
  globalThis.quernValidators = validators;
  expect(() => compileGraph(sum(), fickle(1))).toThrow(sentence);
  expect(() => compileGraph(sum(), fickle(1), { validators: false })).not.toThrow();
});

test('so does compile', async () => {
  const net = model({}, input('batch', 3), (_, x) => relu(x));
  const instantiate = () => Promise.reject(new Error('reached the backend'));
  const compiled = (validate: boolean) =>
    compile(predictStep(net), { batch: 2 }, { on: { name: 'fickle', capabilities: fickle(0), instantiate }, validate });
  await expect(compiled(true)).rejects.toThrow('lower: its result is not valid');
  await expect(compiled(false)).rejects.toThrow('reached the backend');
});
