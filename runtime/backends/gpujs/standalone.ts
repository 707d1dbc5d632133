// A built module whose kernels are source text for gpu.js, which its user passes in.

import type { GpuProgram } from '../../../compiler/emit/gpujs/index.ts';
import type { Slot } from '../../../compiler/source/build/spec.ts';
import type { Feeds } from '../../feeds.ts';
import { bytesOfText } from '../../standalone/bytes.ts';
import { feed, prepare, resultOf } from '../../standalone/prepare.ts';
import type { Machine, Numbers, Spec } from '../../standalone/spec.ts';
import type { Later, LoadOptions, Predictor, Trainer } from '../../standalone/types.ts';
import { fileOf } from '../../standalone/weights.ts';
import type { Context } from './context.ts';
import { Device } from './device.ts';
import type { Gpu, Kernel } from './library.ts';
import type { Mode } from './modes.ts';
import { Runner } from './runner.ts';

export interface GpujsSpec extends Spec {
  readonly mode: Mode;
  readonly program: GpuProgram;
}

/** The class GPU of gpu.js 2.24.1 or later, whatever its own types say of it. */
export type GpuClass = new (...settings: never[]) => unknown;

export interface GpujsLoadOptions extends LoadOptions {
  /** import { GPU } from 'gpu.js' */
  readonly GPU: GpuClass;
}

interface GpujsMachine extends Machine {
  run(): Promise<void>;
  read(slot: Slot): Promise<Numbers>;
  /** Runs jobs one after the other: the device serves one at a time. */
  alone<T>(job: () => Promise<T>): Promise<T>;
}

// functions, so that the data above them in a module can use them

/** A constant's values from base64 text. */
export function floatsOf(text: string): Float32Array {
  return new Float32Array(bytesOfText(text).buffer);
}

/** The same of whole numbers. */
export function integersOf(text: string): Int32Array {
  return new Int32Array(bytesOfText(text).buffer);
}

/** The kernels on a device of their own, with the weights in place. */
export async function openGpujs(spec: GpujsSpec, options: GpujsLoadOptions): Promise<GpujsMachine> {
  if (typeof options?.GPU !== 'function') {
    throw new TypeError(`${spec.name}: pass gpu.js in: import { GPU } from 'gpu.js', then load({ GPU })`);
  }
  const { mode } = spec;
  const gpu = new (options.GPU as unknown as new (settings: { mode: string }) => Gpu)({ mode }); // gpu.js as it is
  const uploaders = new Map<number, Kernel>();
  const make: Context['make'] = (source, settings) => gpu.createKernel(source, settings);
  const runner = new Runner(spec.program, new Device(mode, { make, uploaders, leave: () => gpu.destroy() }));
  await runner.prepare();
  let last: Promise<unknown> = Promise.resolve();
  const machine: GpujsMachine = {
    alone(job) {
      const next = last.then(job);
      last = next.catch(() => undefined);
      return next;
    },
    write: ({ at }, data) => runner.write(at, data),
    run: () => runner.run(),
    read: ({ at }) => runner.read(at),
  };
  await prepare(spec, machine, options);
  return machine;
}

/** What a program without changing states is to its user. */
export function predictor<I, O, W>(spec: Spec, machine: GpujsMachine): Later<Predictor<I, O, W>> {
  return { run: runner<I, O>(spec, machine, 'run'), ...statesOf<W>(spec, machine) };
}

/** What a training step is to its user. */
export function trainer<I, O, W>(spec: Spec, machine: GpujsMachine): Later<Trainer<I, O, W>> {
  return { step: runner<I, O>(spec, machine, 'step'), ...statesOf<W>(spec, machine) };
}

// I, O and W are what the builder wrote from the spec: the casts below say so
const runner =
  <I, O>(spec: Spec, machine: GpujsMachine, method: string) =>
  async (inputs: I): Promise<O> => {
    const write = feed(spec, machine, method, inputs as Feeds, true);
    return machine.alone(async () => {
      write();
      await machine.run();
      const outputs: [string, Numbers | number][] = [];
      for (const slot of spec.outputs) outputs.push([slot.name, resultOf(slot, await machine.read(slot))]);
      return Object.fromEntries(outputs) as O;
    });
  };

const statesOf = <W>(spec: Spec, machine: GpujsMachine) => {
  const values = () =>
    machine.alone(async () => {
      const read: Numbers[] = [];
      for (const slot of spec.states) read.push(await machine.read(slot));
      return read;
    });
  return {
    async weights() {
      const read = await values();
      return Object.fromEntries(spec.states.map((slot, i) => [slot.name, read[i]!])) as W;
    },
    save: async () => fileOf(spec, await values()),
  };
};
