// Kind: loops of few rows. A loop of one row was miscompiled where a new carry is also an output: all of that output is
// one row, and its buffer was taken for the carry's own. Every way in which carries, slices, constants and outputs can be
// one value, at 0 to 3 rows, in both directions, alone and inside another short loop, on every backend of Node.
import { beforeAll, describe, expect, it } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import { makeParameter } from '../../dsl/build.ts';
import * as language from '../../dsl/nn/index.ts';
import { map } from '../../dsl/scalar/map.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import { add, compile, input, model, mul, predictStep, scan, tanh, zeros } from '../../runtime/index.ts';
import { disagreement } from '../laws/agreement.ts';
import { type Case, real, type Untyped } from '../laws/cases/case.ts';
import { layer, unrolled } from '../laws/cases/layers.ts';
import { inNode, variants } from '../laws/targets.ts';

const q = { scan, add, mul, tanh } as unknown as Untyped;
const nn = language as unknown as Untyped;
const one = (x: unknown) => q.add!(x, 1);
const zeroInitializer = { name: 'zeros', draw: () => new Float32Array(2) };

type Body = (
  carries: readonly unknown[],
  row: unknown,
  w: unknown,
) => readonly [readonly unknown[], readonly unknown[]];

/** Two carries, one sequence and one constant, all of one shape. */
const bodies: Readonly<Record<string, Body>> = {
  'a new carry is an output': ([a, b], x) => {
    const n = one(x);
    return [[n, q.mul!(b, a)], [n]];
  },
  'a new carry is two outputs': ([a, b], x) => {
    const n = q.tanh!(q.add!(a, x));
    return [
      [n, b],
      [n, n],
    ];
  },
  'both carries become one value, which is an output': ([a, b], x) => {
    const n = q.tanh!(q.add!(q.mul!(a, b), x));
    return [[n, n], [n]];
  },
  'both carries become one value': ([a, b], x) => {
    const n = q.tanh!(q.add!(q.mul!(a, b), x));
    return [[n, n], [q.mul!(a, x)]];
  },
  'carries are exchanged, and are the outputs': ([a, b], x) => [
    [b, a],
    [a, b, x],
  ],
  'a carry becomes the row, which is an output': ([a, b], x) => [
    [x, q.add!(a, b)],
    [x, a],
  ],
  'a carry becomes the constant, which is an output': ([a, b], x, w) => [
    [w, q.add!(b, x)],
    [w, a],
  ],
  'a carry stays, and is an output': ([a, b], x) => [
    [a, q.add!(q.mul!(a, b), x)],
    [a, b],
  ],
  'outputs are the old and the new carry': ([a, b], x, w) => {
    const n = q.add!(q.mul!(w, a), x);
    return [
      [n, a],
      [a, n, b],
    ];
  },
  'an output is the other carry': ([a, b], x, w) => {
    const [m, n] = [q.add!(q.mul!(a, w), x), q.tanh!(q.add!(b, a))];
    return [
      [n, m],
      [m, n],
    ];
  },
};

const lengths = [0, 1, 2, 3];

function loop(name: string, body: Body, length: number, reverse: boolean): Case {
  return {
    name: `${name}: ${length} rows${reverse ? ' in reverse' : ''}`,
    inputs: [real([2]), real([2]), real([length, 2]), real([2])],
    f: (a, b, xs, w) => {
      const step = (carries: readonly unknown[], x: unknown) => body(carries, x, w);
      const { carry, outputs } = q.scan!([a, b], xs, step, { reverse }) as Record<string, readonly unknown[]>;
      return [...carry!, ...outputs!];
    },
  };
}

/** The loop as the body of a loop: what the inner gives is a new carry and an output of the outer one. */
function nested(name: string, body: Body, outer: number, inner: number): Case {
  return {
    name: `${name}: ${outer} rows of ${inner}`,
    inputs: [real([2]), real([2]), real([outer, inner, 2]), real([2])],
    f: (a, b, xs, w) => {
      const step = (carries: readonly unknown[], x: unknown) => body(carries, x, w);
      const rows = (carries: readonly unknown[], x: unknown) => {
        const { carry, outputs } = q.scan!(carries, x, step) as Record<string, readonly unknown[]>;
        return [carry!, [...outputs!, carry![0]]];
      };
      const { carry, outputs } = q.scan!([a, b], xs, rows) as Record<string, readonly unknown[]>;
      return [...carry!, ...outputs!];
    },
  };
}

const cells: Readonly<Record<string, () => unknown>> = {
  elman: () => nn.elman!(2, 2),
  gru: () => nn.gru!(2, 2),
  lstm: () => nn.lstm!(2, 2),
  stacked: () => nn.stacked!(nn.lstm!(2, 2), nn.gru!(2, 1)),
  bidirectional: () => nn.bidirectional!(nn.elman!(2, 1), nn.lstm!(2, 2)),
};

const of = (make: (name: string, body: Body) => readonly Case[]) =>
  Object.entries(bodies).flatMap(([name, body]) => make(name, body));
const steps = (lengths: readonly number[]) =>
  Object.entries(cells).flatMap(([name, make]) =>
    lengths.map((n) => layer(`${name}: ${n} steps`, make, real([1, n, 2]), {}, unrolled())),
  );

const all: readonly Case[] = [
  ...of((name, body) => [
    ...lengths.flatMap((n) => [false, true].map((reverse) => loop(name, body, n, reverse))),
    ...[1, 2].flatMap((outer) => [0, 1, 2].map((inner) => nested(name, body, outer, inner))),
  ]),
  ...steps(lengths),
];
/** Where making a kernel takes long, and what differs from another backend is how it runs. */
const some: readonly Case[] = [
  ...of((name, body) => [loop(name, body, 0, true), loop(name, body, 1, false), nested(name, body, 1, 1)]),
  ...steps([1]),
];

describe.each([
  ['cpu', inNode.cpu!, all],
  ['gpujs:cpu', inNode['gpujs:cpu']!, all],
  ['gpujs:webasm', inNode['gpujs:webasm']!, some],
  ['two threads', variants['cpu, every kernel on two threads']!, some],
] as const)('%s', (_, open, cases) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });

  it.each(cases)('$name', async (c) => {
    expect(await disagreement(c, backend)).toBeNull();
  });

  it('one value that becomes two states, and is an output', async () => {
    const state = (name: string) => makeParameter(name, [2], zeroInitializer, true);
    const [a, b, c] = [state('a'), state('b'), state('c')];
    const sum = map(scalars.add, map(scalars.mul, a, b), 1);
    const old = map(scalars.sub, a, c);
    const states = [
      { name: 'a', leaf: a, next: sum },
      { name: 'b', leaf: b, next: sum },
      { name: 'c', leaf: c, next: old },
    ];
    const outputs = [{ name: 'sum', value: sum }];
    for (const graph of [
      { inputs: [], states, outputs },
      { inputs: [], states, outputs: [] },
    ]) {
      const program = compileGraph(graph, backend.capabilities);
      const instance = await backend.instantiate(program);
      const at = (name: string) => [...program.states, ...program.outputs].find((p) => p.name === name)!.buffer;
      for (const [name, value] of Object.entries({ a: [2, 3], b: [5, 7], c: [1, 1] })) instance.write(at(name), value);
      await instance.run();
      const read = async (name: string) => [...(await instance.read(at(name)))];
      expect([await read('a'), await read('b'), await read('c')]).toEqual([
        [11, 22],
        [11, 22],
        [1, 2],
      ]);
      if (graph.outputs.length > 0) expect(await read('sum')).toEqual([11, 22]);
      instance.release();
    }
  });
});

it('one row by hand', async () => {
  const rows = model({}, input('n', 2), (_, xs) => {
    const { outputs } = scan(zeros(2), xs, (_, x) => {
      const next = add(x, 1);
      return [next, next];
    });
    return outputs;
  });
  const program = await compile(predictStep(rows), { n: 1 });
  const { outputs } = await program.run(program.initialState(), { input: [1, 2] });
  expect(outputs).toMatchObject({ output: Float32Array.of(2, 3) });
});
