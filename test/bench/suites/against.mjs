// One case of a suite: Quern and the peer on the same numbers, held against each other and against the floor.

import { shown } from '../statistics.mjs';
import { floorOf } from './floors.mjs';
import { jaxKernel } from './jax.mjs';
import { kernel } from './kernel.mjs';
import { difference } from './suite.mjs';
import { inTurn } from './turns.mjs';

export const columns = ['quern ms', 'rate', 'of floor', 'jax-js ms', 'times faster'];

/**
 * Measures a case and prints its line.
 *
 * @param test `{ group, name, inputs, quern, jax, operations, bytes, per }`: the functions of both systems (the peer's
 * may be missing), the work, and what the rate counts: 'flop', or elements by `{ elements }`
 * @returns Quern's milliseconds, or undefined where it failed
 */
export function measureCase(context, test) {
  const { group, name } = test;
  if (!context.wants(group, name)) return undefined;
  return context.guarded(`${group}, ${name}`, async () => {
    const ours = await kernel(test.inputs, test.quern);
    const peer = test.jax ? await prepared(context, test) : undefined;
    ours.run();
    const differs = peer && difference(ours.output(), peer.first, test.tolerance);
    if (differs) context.failures.push(`${group}, ${name}: ${differs}`);
    const runners = { quern: ours.run, ...(peer && { 'jax-js': peer.run }) };
    const times = await inTurn(runners, context.turns);
    report(context, test, times, ours.memoryBytes);
    await ours.release();
    peer?.release();
    return times.quern.ms;
  });
}

/** The peer, or undefined where it cannot do the case: that is a result, not a failure. */
async function prepared(context, test) {
  try {
    const peer = await jaxKernel(test.inputs, test.jax);
    return { ...peer, first: peer.output() };
  } catch (error) {
    context.line(test.group, ['', ...columns], [test.name, `  jax-js cannot: ${error.message.split('\n')[0]}`]);
    return undefined;
  }
}

function report(context, test, times, memoryBytes) {
  const { group, name, operations = 0, bytes = 0, elements } = test;
  const { quern, 'jax-js': jax } = times;
  const floorMs = floorOf(context.floors, { operations, bytes });
  const rate = elements
    ? `${shown((quern.ms * 1e6) / elements)} ns`
    : operations > 0
      ? `${shown(operations / quern.ms / 1e6)} GF/s`
      : `${shown(bytes / quern.ms / 1e6)} GB/s`;
  context.line(
    group,
    ['', ...columns],
    [
      name,
      shown(quern.ms),
      rate,
      `${shown((100 * floorMs) / quern.ms)} %`,
      jax ? shown(jax.ms) : '-',
      jax ? shown(jax.ms / quern.ms) : '-',
    ],
  );
  for (const [system, { ms, least, runs }] of Object.entries(times)) {
    context.record({
      group,
      case: name,
      system,
      threads: 1,
      ms,
      least,
      runs,
      floorMs,
      ...(operations > 0 && { gflops: operations / ms / 1e6 }),
      ...(elements && { nsPerElement: (ms * 1e6) / elements }),
      ...(bytes > 0 && { gbPerSecond: bytes / ms / 1e6 }),
      ...(system === 'quern' && { memoryBytes }),
    });
  }
}
