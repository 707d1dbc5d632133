// Feeds: read when a run is called, each element checked, the same for every element type on every backend of Node and in
// built modules. The browser's backends take what these have taken: no backend sees the caller's arrays.

import vm from 'node:vm';
import { GPU } from 'gpu.js';
import { afterAll, describe, expect, it } from 'vitest';
import {
  add,
  affine,
  compile,
  constant,
  constantI32,
  cpu,
  type Feeds,
  full,
  input,
  model,
  predictStep,
  scalar,
  sgd,
  squaredError,
  trainStep,
} from '../../runtime/index.ts';
import { workshop } from '../build/built.ts';
import { echo } from '../build/models.ts';
import { inNode } from '../laws/targets.ts';

type Outputs = Readonly<Record<string, ArrayLike<number> | number>>;
type Run = (feeds: unknown) => Promise<Outputs>;

const shop = workshop();
afterAll(() => shop.close());

const library = (open: () => Promise<ReturnType<typeof cpu>>) => async (): Promise<Run> => {
  const program = await compile(echo, {}, { on: await open() });
  const state = program.initialState();
  return async (feeds) => (await program.run(state, feeds as Feeds)).outputs;
};
const built = (backend: 'cpu' | 'gpujs:cpu', options: object) => async (): Promise<Run> => {
  await shop.build('test/build/models.ts#echo', { backend, name: backend === 'cpu' ? 'echo' : 'echoGpu' });
  const loaded = await (await shop.module(backend === 'cpu' ? 'echo' : 'echoGpu')).load(options);
  // a module on the CPU runs, and refuses, at the call
  return async (feeds) => loaded.run(feeds as never);
};
const runners: Record<string, () => Promise<Run>> = {
  ...Object.fromEntries(Object.entries(inNode).map(([name, open]) => [name, library(open)])),
  'two threads': library(async () => cpu({ threads: 2, smallestShare: 0 })),
  'a built module': built('cpu', {}),
  'a built module of gpu.js': built('gpujs:cpu', { GPU }),
};

const right = { x: [1, 2, 3, 4], k: [1, 2, 3], b: [1, 0, 1] };
const plain = (outputs: Outputs) =>
  Object.fromEntries(Object.entries(outputs).map(([name, v]) => [name, typeof v === 'number' ? [v] : Array.from(v)]));
const echoed = { x: [1, 2, 3, 4], k: [1, 2, 3], b: [1, 0, 1], true: [2] };

/** Typed arrays of the same numbers, of every type that holds them. */
const typed = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
];

class Mine extends Float32Array {
  override get length(): number {
    return 4;
  }
}
const elsewhere = (code: string): unknown => vm.runInNewContext(code);
const resizable = (values: readonly number[]) => {
  // of ES2024, which the types of this project are older than
  const buffer = new (ArrayBuffer as never as new (n: number, o: object) => ArrayBuffer)(16, { maxByteLength: 64 });
  const data = new Float32Array(buffer);
  data.set(values);
  return data;
};
const shared = (values: readonly number[]) => {
  const data = new Float32Array(new SharedArrayBuffer(16));
  data.set(values);
  return data;
};
const detached = () => {
  const data = new Float32Array(4);
  structuredClone(data, { transfer: [data.buffer] });
  return data;
};

const x = right.x;
const accepted: Record<string, unknown> = {
  ...Object.fromEntries(
    typed.map((type) => [`${type.name}s`, { x: type.from(x), k: type.from(right.k), b: type.from(right.b) }]),
  ),
  'truth values': { ...right, b: [true, false, true] },
  'a subclass': { ...right, x: new Mine(x) },
  'arrays of another realm': {
    x: elsewhere('new Float32Array([1, 2, 3, 4])'),
    k: elsewhere('[1, 2, 3]'),
    b: elsewhere('new Uint8Array([1, 0, 1])'),
  },
  'a resizable buffer': { ...right, x: resizable(x) },
  'a shared buffer': { ...right, x: shared(x) },
  'an object without a prototype': Object.assign(Object.create(null), right),
  'an object of a class': new (class {
    get x() {
      return right.x;
    }
    k = right.k;
    b = right.b;
  })(),
};

const refused: readonly [string, object, RegExp][] = [
  ...[0, 1, 3].flatMap((at) =>
    (
      [
        ["'abc'", 'abc'],
        ['undefined', undefined],
        ['null', null],
        ['an array', [3]],
        ['a bigint', 3n],
        ['a boolean', true],
        ['an object', { valueOf: () => 3 }],
        ['a symbol', Symbol('s')],
      ] as const
    ).map(([said, value]): [string, object, RegExp] => [
      `${said} at ${at}`,
      { ...right, x: x.map((v, i) => (i === at ? value : v)) },
      Array.isArray(value) && at === 0
        ? /an array of arrays: use \.flat\(\)/
        : new RegExp(`'x' is f32 \\[4\\]; element ${at} is ${said}, not a number`),
    ]),
  ),
  ['a hole', { ...right, x: Object.assign([1, 2], { length: 4 }) }, /element 2 is undefined, not a number/],
  ['2^31 for i32', { ...right, k: [0, 2 ** 31, 0] }, /'k' is i32 \[3\]; element 1 is 2147483648, outside of i32/],
  ['-2^31 - 1 for i32', { ...right, k: Float64Array.of(0, 0, -(2 ** 31) - 1) }, /element 2 is -2147483649, outside/],
  [
    '2^32 - 1 in a Uint32Array for i32',
    { ...right, k: Uint32Array.of(1, 2 ** 32 - 1, 0) },
    /element 1 is 4294967295, outs/,
  ],
  ['1.5 for i32', { ...right, k: [0, 1.5, 0] }, /element 1 is 1.5, not an integer/],
  ['NaN for i32', { ...right, k: Float32Array.of(0, Number.NaN, 0) }, /element 1 is NaN, not an integer/],
  ['infinity for i32', { ...right, k: [0, 1, Number.POSITIVE_INFINITY] }, /element 2 is Infinity, not an integer/],
  ['true for i32', { ...right, k: [true, 0, 0] }, /element 0 is a boolean, not a number/],
  ['0.5 for bool', { ...right, b: [0, 0.5, 0] }, /'b' is bool \[3\]; element 1 is 0.5, not an integer/],
  ['NaN for bool', { ...right, b: [0, Number.NaN, 0] }, /element 1 is NaN, not an integer/],
  ["'true' for bool", { ...right, b: [0, 'true', 0] }, /element 1 is 'true', not a number/],
  [
    '64-bit integers',
    { ...right, k: new BigInt64Array(3) },
    /'k' is i32 \[3\]; its data is a BigInt64Array, expected num/,
  ],
  ['64-bit integers without a sign', { ...right, x: new BigUint64Array(4) }, /its data is a BigUint64Array/],
  [
    'a DataView',
    { ...right, x: new DataView(new ArrayBuffer(4)) },
    /give its 4 numbers as a flat array, not an object/,
  ],
  ['a buffer', { ...right, x: new ArrayBuffer(16) }, /as a flat array, not an object/],
  ['an object with a length', { ...right, x: { length: 4, 0: 1 } }, /as a flat array, not an object/],
  ['a detached buffer', { ...right, x: detached() }, /'x' is f32 \[4\], 4 elements; the data has 0: its buffer was tr/],
  ['a promise', { ...right, x: Promise.resolve(x) }, /not a promise: await it/],
  ['a function', { ...right, x: () => x }, /not a function/],
  ['another name', { k: right.k, b: right.b, X: x }, /input 'x' was not given; .*it is no input that was: 'X'/],
  ['one too many', { ...right, y: x }, /there is no input 'y'; the inputs are x, k, b/],
  ['a name of every object', { ...right, toString: x }, /there is no input 'toString'/],
  ['nothing', {}, /input 'x' was not given/],
];

describe.each(Object.entries(runners))('on %s', (_, open) => {
  const opened = open();
  opened.catch(() => undefined);

  it('what is fed is what is there at the call, however late its turn comes', async () => {
    const run = await opened;
    const buffers = { x: Float32Array.from(x), k: Int32Array.from(right.k), b: Int32Array.from(right.b) };
    const runs: Promise<Outputs>[] = [];
    for (const factor of [1, 2, 3]) {
      for (const [i, v] of x.entries()) buffers.x[i] = v * factor;
      for (const [i, v] of right.k.entries()) buffers.k[i] = v * factor;
      buffers.b.fill(factor === 2 ? 0 : 1);
      runs.push(run(buffers));
    }
    buffers.x.fill(-1);
    buffers.k.fill(-1);
    const all = (await Promise.all(runs)).map(plain);
    expect(all.map((o) => o.x)).toEqual([1, 2, 3].map((factor) => x.map((v) => v * factor)));
    expect(all.map((o) => o.k)).toEqual([1, 2, 3].map((factor) => right.k.map((v) => v * factor)));
    expect(all.map((o) => o.b)).toEqual([
      [1, 1, 1],
      [0, 0, 0],
      [1, 1, 1],
    ]);
  });

  it.each(Object.entries(accepted))('%s are taken', async (_, feeds) => {
    expect(plain(await (await opened)(feeds))).toEqual(echoed);
  });

  it('every whole number but 0 is true', async () => {
    const run = await opened;
    for (const b of [[255, 2, 0], Uint8Array.of(255, 2, 0), Int32Array.of(-1, 7, 0), [2 ** 32, -5, -0]]) {
      expect(plain(await run({ ...right, b }))).toMatchObject({ b: [1, 1, 0], true: [2] });
    }
  });

  it('NaN and infinity are f32 as any', async () => {
    const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -2];
    expect(plain(await (await opened)({ ...right, x: special })).x).toEqual(special);
  });

  it.each(refused)('%s is an error', async (_, feeds, message) => {
    const run = await opened;
    await expect(run(feeds)).rejects.toThrow(message);
    expect(plain(await run(right))).toEqual(echoed);
  });

  it('an array whose elements throw, or change when they are read, does no harm', async () => {
    const run = await opened;
    const throwing = [1, 2, 3, 4];
    Object.defineProperty(throwing, 2, {
      get() {
        throw new Error('mine');
      },
    });
    await expect(run({ ...right, x: throwing })).rejects.toThrow('mine');
    let read = 0;
    const changing = [1, 2, 3];
    Object.defineProperty(changing, 1, { get: () => (read++ === 0 ? 2 : 'x') });
    expect(plain(await run({ ...right, k: changing }))).toEqual(echoed);
  });
});

describe('after a feed that throws the state is what it was', () => {
  const line = trainStep(
    model({ a: affine(2, 1) }, input(1, 2), (p, v) => p.a(v)),
    squaredError,
    sgd(0.1),
  );
  const wrong: Record<string, object> = {
    'a value that is no number': { input: [1, 2], target: [3n] },
    'a getter': {
      input: [1, 2],
      get target() {
        throw new Error('mine');
      },
    },
  };
  it.each(Object.entries(wrong))('%s', async (_, feeds) => {
    for (const resident of [false, true]) {
      const step = await compile(line);
      let state = step.initialState(1);
      if (resident) ({ state } = await step.run(state, { input: [1, 2], target: [3] }));
      const before = await state.snapshot();
      await expect(step.run(state, feeds as never)).rejects.toThrow();
      expect(await state.snapshot()).toEqual(before);
      const { outputs } = await step.run(state, { input: [1, 2], target: [3] });
      expect(outputs.loss![0]).toBeGreaterThan(0);
    }
  });
});

describe('constants are looked at as feeds are', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['a string', () => constant([1, 'a'] as never, 2), /constant: element 1 is 'a', not a number/],
    ['null', () => constant([null] as never, 1), /constant: element 0 is null, not a number/],
    [
      'nested arrays',
      () => constant([[1], [2]] as never, 2),
      /constant: expected a flat array of numbers, not an array/,
    ],
    ['a bigint', () => constantI32([1n] as never, 1), /constant: element 0 is a bigint, not a number/],
    ['64-bit integers', () => constantI32(new BigInt64Array(1) as never, 1), /constant: its data is a BigInt64Array/],
    ['2^31', () => constantI32([2 ** 31], 1), /constant: element 0 is 2147483648, outside of i32/],
    ['1.5', () => constantI32([1.5], 1), /constant: element 0 is 1.5, not an integer/],
    ['NaN', () => constantI32([Number.NaN], 1), /constant: element 0 is NaN, not an integer/],
    ['a number beside i32', () => add(constantI32([1], 1), 2 ** 31), /2147483648 is outside of i32/],
    ['a scalar that is no number', () => scalar('3' as never), /scalar: '3' is not a number/],
    ['a value that is no number', () => full(null as never, 2), /full: null is not a number/],
  ])('%s', (_, make, message) => expect(make).toThrow(message));

  it('and are read when they are made', async () => {
    const data = Float32Array.of(1, 2);
    const made = constant(data, 2);
    data.fill(7);
    const program = await compile(predictStep(model({}, input(2), (_, v) => add(v, made))));
    expect((await program.run(program.initialState(), { input: [0, 0] })).outputs.output).toEqual(
      Float32Array.of(1, 2),
    );
  });
});
