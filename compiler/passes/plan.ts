// Memory: copies that remain become kernels, unused buffers go, and temporaries share one arena by liveness.
// Lifetimes: see program/liveness.ts; offsets: see program/arena.ts.

import { arrange } from '../program/arena.ts';
import { axisIndex } from '../program/indices.ts';
import { livesOf } from '../program/liveness.ts';
import { renamedBuffers } from '../program/rewrite.ts';
import type { Buffer, Copy, Kernel, Program, Step, Unplanned } from '../program/types.ts';
import { forEachKernel } from '../program/visit.ts';

const alignment = 16;

export function plan(program: Unplanned): Program {
  const steps = [...program.steps, ...program.copies.map((c, i) => copyStep(program, c, i))];
  const { lives } = livesOf(steps);
  const used = program.buffers.filter((b) => lives.has(b.id) || (b.role !== 'temporary' && b.role !== 'constant'));
  const ids = new Map(used.map((b, i) => [b.id, i]));
  const blocks = used.flatMap((b) =>
    b.role === 'temporary' ? [{ id: b.id, bytes: aligned(b.length * 4), ...lives.get(b.id)! }] : [],
  );
  const { offsets, bytes: arenaBytes } = arrange(blocks);
  const unsharedBytes = blocks.reduce((n, b) => n + b.bytes, program.reusedBytes);
  const buffers = used.map((b): Buffer => {
    const id = ids.get(b.id)!;
    const offset = offsets.get(b.id);
    return offset === undefined ? { ...b, id } : { ...b, id, offset };
  });
  const port = (p: Program['inputs'][number]) => ({ ...p, buffer: ids.get(p.buffer)! });
  return {
    buffers,
    steps: steps.map((s) => renamedBuffers(s, ids)),
    inputs: program.inputs.map(port),
    states: program.states.map(port),
    outputs: program.outputs.map(port),
    arenaBytes,
    unsharedBytes,
  };
}

function copyStep(program: Unplanned, copy: Copy, i: number): Kernel {
  const { length, dtype, name } = program.buffers[copy.to]!;
  const axis = { id: firstFreeAxis(program.steps) + i, extent: length };
  const address = axisIndex(axis.id);
  return {
    kind: 'kernel',
    // a name that cannot be shown as it is becomes a number
    name: `store_${/^[\w.]+$/.test(name) ? name : `#${copy.to}`}`,
    axes: [axis],
    reduction: null,
    outputs: [{ buffer: copy.to, address, value: { kind: 'load', buffer: copy.from, address, dtype } }],
  };
}

const firstAxes = new WeakMap<readonly Step[], number>();

function firstFreeAxis(steps: readonly Step[]): number {
  const known = firstAxes.get(steps);
  if (known !== undefined) return known;
  let free = 0;
  const take = (id: number) => {
    free = Math.max(free, id + 1);
  };
  const counters = (list: readonly Step[]) => {
    for (const s of list) {
      if (s.kind !== 'loop') continue;
      take(s.counter);
      counters(s.body);
    }
  };
  counters(steps);
  forEachKernel(steps, (k) => {
    for (const a of k.axes) take(a.id);
    if (k.kind === 'kernel') for (const a of k.reduction?.axes ?? []) take(a.id);
  });
  firstAxes.set(steps, free);
  return free;
}

function aligned(bytes: number): number {
  return Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
}
