// Scheduled programs keep their laws, and the validator sees those that do not.
import { describe, expect, it, test } from 'vitest';
import { type ScheduleChoices, scheduledFor } from '../../compiler/emit/wasm/scheduled.ts';
import { threading } from '../../compiler/emit/wasm/threads/index.ts';
import { compileGraph } from '../../compiler/index.ts';
import type { Program } from '../../compiler/program/types.ts';
import { schedule } from '../../compiler/schedule/schedule.ts';
import { callsOf, type ScheduledProgram, type ScheduledStep } from '../../compiler/schedule/types.ts';
import { validateSchedule } from '../../compiler/schedule/validate.ts';
import { leNet } from '../../dsl/nn/nets/index.ts';
import { capabilities } from '../../runtime/backends/cpu/index.ts';
import {
  adam,
  add,
  crossEntropy,
  grad,
  input,
  matmul,
  model,
  predictStep,
  scan,
  sum,
  type Tensor,
  tanh,
  trainStep,
  zeros,
} from '../../runtime/index.ts';

/** The gradient of a loop is a loop backwards. */
const recurrent = () => {
  const inputs = { x: input(12, 64, 48), v: input(48, 48) };
  const last = (x: Tensor<[12, 64, 48]>, v: Tensor<[48, 48]>) =>
    scan(zeros(64, 48), x, (h, row) => [tanh(add(row, matmul(h, v))), row]).carry;
  const f = model({}, inputs, (_, { x, v }) => grad(sum(last(x, v)), [v]));
  return predictStep(f).trace({});
};

const programs: Readonly<Record<string, Program>> = {
  'a step of LeNet': compileGraph(trainStep(leNet(), crossEntropy, adam(0.001)).trace({ batch: 16 }), capabilities),
  'a recurrent network': compileGraph(recurrent(), capabilities),
};
const ways: Readonly<Record<string, ScheduleChoices>> = {
  'one thread': {},
  'two threads': { threading: threading(2, 0) },
  'three threads': { threading: threading(3, 300) },
  'packed products': { contractions: 'packed' },
  'dot products, three threads': { contractions: 'dot', threading: threading(3, 0) },
  'fused, placed': { fused: true, places: true },
};

describe.each(Object.entries(programs))('%s', (_, program) => {
  it.each(Object.entries(ways))('keeps the laws: %s', (_way, choices) => {
    validateSchedule(scheduledFor(program, choices));
  });

  it('keeps them on a machine without vectors', () => {
    validateSchedule(schedule(program, { lanes: 1, tile: null }));
  });
});

describe('the validator sees', () => {
  const shared = scheduledFor(programs['a step of LeNet']!, { threading: threading(2, 0) });
  const changed = (change: (s: ScheduledStep) => readonly ScheduledStep[]): ScheduledProgram => ({
    ...shared,
    steps: shared.steps.flatMap(change),
  });

  test('a barrier that is missing', () => {
    const without = changed((s) => (s.kind === 'barrier' ? [] : [s]));
    expect(() => validateSchedule(without)).toThrow(
      /^schedule: k\w+ does not wait for k\w+, which (wrote|read) the same memory$/,
    );
  });

  test('a part that is left out, or is computed twice', () => {
    const [cut] = callsOf(shared.steps).filter((c) => c.part && c.who === null);
    const moved = (by: number) =>
      changed((s) => (s === cut ? [{ ...cut, part: { ...cut.part!, first: cut.part!.first + by } }] : [s]));
    expect(() => validateSchedule(moved(1))).toThrow(/leaves point 0 out$/);
    expect(() => validateSchedule(moved(-1))).toThrow(/computes point -1 twice$/);
  });

  test('a piece of a contraction that is missing, and a workspace that is too small', () => {
    const [call] = callsOf(shared.steps).filter((c) => c.function.how?.kind === 'contraction');
    const { how } = call!.function;
    const fewer = changed((s) =>
      s === call && how?.kind === 'contraction'
        ? [{ ...call!, function: { ...call!.function, how: { ...how, pieces: how.pieces.slice(1) } } }]
        : [s],
    );
    expect(() => validateSchedule(fewer)).toThrow(/computes \d+ of \d+ results in its pieces$/);
    expect(() => validateSchedule({ ...shared, workspaceBytes: 4 })).toThrow(/needs \d+ bytes of 4$/);
  });
});
