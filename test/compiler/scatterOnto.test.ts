// p + s and p - s for a scatter s: one scatter that begins with p, in place where p is a state.
import { describe, expect, it } from 'vitest';
import type { ScatterKernel, Step } from '../../compiler/program/types.ts';
import { makeGather, makeInput, makeParameter, makeScatter } from '../../dsl/build.ts';
import { add, mul, sub } from '../../dsl/expression/pointwise.ts';
import { scan } from '../../dsl/expression/scan.ts';
import { zerosInitializer } from '../../dsl/nn/initializers.ts';
import { backends, cpuLike, evaluate, graphOf, stateful } from './run.ts';

const rows = 5;
const indices = makeInput('indices', [4], 'i32');
const updates = makeInput('updates', [4, 3], 'f32');
const p = makeParameter('p', [rows, 3], zerosInitializer, true);
const other = makeInput('other', [rows, 3], 'f32');
const s = makeScatter(rows, indices, updates);

const at = [1, 4, 1, 7];
const added = Array.from({ length: 12 }, (_, i) => i + 1);
const old = Array.from({ length: 15 }, (_, i) => 100 * (i + 1));
/** old + sign * scatter */
const expected = (sign: number, base: readonly number[] = old) =>
  base.map((v, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    return at.reduce((sum, r, k) => (r === row ? sum + sign * added[3 * k + column]! : sum), v);
  });

const scatters = (steps: readonly Step[]): ScatterKernel[] =>
  steps.flatMap((k) => (k.kind === 'loop' ? scatters(k.body) : k.kind === 'scatter' ? [k] : []));

describe.each(backends)('%s', (name, capabilities) => {
  const cpu = name === 'cpu-like';
  const run = (next: typeof s) => evaluate(stateful([indices, updates], [[p, next]]), capabilities, [at, added], [old]);

  it.each([
    ['p + s', add(p, s), 1],
    ['s + p', add(s, p), 1],
    ['p - s', sub(p, s), -1],
  ] as const)('%s writes in place', (_, next, sign) => {
    const { program, states } = run(next);
    expect(states[0]).toEqual(expected(sign));
    const [scatter] = scatters(program.steps);
    if (!cpu) return expect(scatter).toBeUndefined();
    expect(program.steps.length).toBe(1);
    expect(scatter!.onto).toBe(scatter!.buffer);
  });

  it('s - p is a sum of its own', () => {
    const { program, states } = run(sub(s, p));
    expect(states[0]).toEqual(
      expected(
        1,
        old.map(() => 0),
      ).map((v, i) => v - old[i]!),
    );
    if (cpu) expect(scatters(program.steps)[0]!.onto).toBeNull();
  });

  it('a scatter that is read twice is stored', () => {
    const graph = stateful([indices, updates, other], [[p, add(p, s)]], [mul(s, other)]);
    const { program, states, outputs } = evaluate(graph, capabilities, [at, added, old.map(() => 2)], [old]);
    expect(states[0]).toEqual(expected(1));
    expect(outputs[0]).toEqual(
      expected(
        2,
        old.map(() => 0),
      ),
    );
    if (cpu) expect(scatters(program.steps).map((k) => k.onto)).toEqual([null]);
  });

  it('what the updates read of p is read before p changes', () => {
    const next = add(p, makeScatter(rows, indices, mul(makeGather(p, indices), 2)));
    const { program, states } = run(next);
    // row 1 is named twice, and both updates are of its old value
    const times = [1, 5, 1, 1, 3];
    expect(states[0]).toEqual(old.map((v, i) => v * times[Math.floor(i / 3)]!));
    if (cpu) {
      const [scatter] = scatters(program.steps);
      expect(scatter!.onto).toBe(scatter!.buffer);
    }
  });

  it('what others read of p is read before p changes', () => {
    const graph = stateful([indices, updates], [[p, add(p, s)]], [mul(p, 2)]);
    const { states, outputs } = evaluate(graph, capabilities, [at, added], [old]);
    expect(states[0]).toEqual(expected(1));
    expect(outputs[0]).toEqual(old.map((v) => 2 * v));
  });

  it('onto what is no state is copied first', () => {
    const { outputs, program } = evaluate(
      graphOf([indices, updates, other], [add(other, s), sub(other, s)]),
      capabilities,
      [at, added, old],
    );
    expect(outputs).toEqual([expected(1), expected(-1)]);
    if (cpu) expect(scatters(program.steps).length).toBe(1);
  });

  it('in a loop the carry is added to in place', () => {
    const places = makeInput('places', [6, 4], 'i32');
    const { carries } = scan({
      initial: [other],
      sequences: [places],
      reverse: false,
      body: ([carry], [row]) => ({ carries: [add(carry!, makeScatter(rows, row!, updates))], outputs: [] }),
    });
    const turns = Array.from({ length: 6 }, () => at).flat();
    const { program, outputs } = evaluate(graphOf([places, updates, other], [carries[0]!]), capabilities, [
      turns,
      added,
      old,
    ]);
    expect(outputs[0]).toEqual(expected(6));
    if (!cpu) return;
    const [scatter] = scatters(program.steps);
    expect(scatter!.onto).toBe(scatter!.buffer);
  });

  it('steps follow one another', () => {
    const graph = stateful([indices, updates], [[p, add(p, s)]]);
    expect(evaluate(graph, capabilities, [at, added], [old], 3).states[0]).toEqual(expected(3));
  });
});

it('a table of no rows, and updates of none', () => {
  const none = makeInput('none', [0], 'i32');
  const nothing = makeInput('nothing', [0, 3], 'f32');
  const graph = stateful([none, nothing], [[p, add(p, makeScatter(rows, none, nothing))]]);
  expect(evaluate(graph, cpuLike, [[], []], [old]).states[0]).toEqual(old);
  const empty = makeParameter('empty', [0, 3], zerosInitializer, true);
  const onto = stateful([indices, updates], [[empty, add(empty, makeScatter(0, indices, updates))]]);
  expect(evaluate(onto, cpuLike, [at, added], [[]]).states[0]).toEqual([]);
});
