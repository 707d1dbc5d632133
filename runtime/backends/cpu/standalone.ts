// A built module whose kernels are WebAssembly: one thread, no code from text, nothing of the process or page.
import type { Slot } from '../../../compiler/source/build/spec.ts';
import type { DType } from '../../../dsl/dtype.ts';
import { elementCount } from '../../../dsl/expr.ts';
import type { Feeds } from '../../feeds.ts';
import { bytesAt, bytesOfText } from '../../standalone/bytes.ts';
import { feed, prepare, resultOf } from '../../standalone/prepare.ts';
import type { Machine, Numbers, Spec } from '../../standalone/spec.ts';
import type { LoadOptions, Predictor, Trainer, WeightsSource } from '../../standalone/types.ts';
import { digestOf, fileOf } from '../../standalone/weights.ts';
import { policyFault } from '../policy.ts';

export interface CpuSpec extends Spec {
  readonly wasm: { readonly source: () => URL | Uint8Array; readonly digest: string };
  readonly constants: readonly { readonly at: number; readonly dtype: DType; readonly data: string }[];
}

export interface CpuLoadOptions extends LoadOptions {
  /**
   * The WebAssembly: a compiled module, its bytes, or where they are; that of this module if nothing is said. Platforms that
   * compile no bytes while they run, as Cloudflare Workers, give a module: `import wasm from './NAME.wasm'`.
   */
  readonly wasm?: WebAssembly.Module | WeightsSource;
}

interface CpuMachine extends Machine {
  run(): void;
  read(slot: Slot): Numbers;
}

/** The module's memory and its kernels, with the weights in place. */
export async function openCpu(spec: CpuSpec, options: CpuLoadOptions): Promise<CpuMachine> {
  const { wasm = spec.wasm.source() } = options;
  const module = wasm instanceof WebAssembly.Module ? wasm : await compiled(spec, await bytesAt(wasm), options);
  // what quern's emitter exports
  const { memory, run } = new WebAssembly.Instance(module).exports as unknown as CpuExports;
  const viewOf = (at: number, dtype: DType, length: number): Numbers =>
    dtype === 'f32' ? new Float32Array(memory.buffer, at, length) : new Int32Array(memory.buffer, at, length);
  for (const { at, dtype, data } of spec.constants) {
    const constant = bytesOfText(data);
    viewOf(at, dtype, constant.length / 4).set(viewOn(constant, dtype));
  }
  const views = new Map<Slot, Numbers>();
  for (const slot of [...spec.inputs, ...spec.outputs, ...spec.states]) {
    views.set(slot, viewOf(slot.at, slot.dtype, elementCount(slot.shape)));
  }
  const machine: CpuMachine = {
    write: (slot, data) => views.get(slot)!.set(data),
    run,
    read: (slot) => views.get(slot)!.slice(),
  };
  await prepare(spec, machine, options);
  return machine;
}

async function compiled(spec: CpuSpec, bytes: Uint8Array, { check }: LoadOptions): Promise<WebAssembly.Module> {
  if (check !== false && digestOf(bytes) !== spec.wasm.digest) {
    throw new Error(`${spec.name}: its WebAssembly is not what was built: a byte of it was changed`);
  }
  try {
    return await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>); // of no shared memory: read, or given
  } catch (cause) {
    const fault = policyFault(cause, 'wasm');
    throw fault === null ? cause : new Error(`${spec.name}: ${fault}`, { cause });
  }
}

interface CpuExports {
  readonly memory: WebAssembly.Memory;
  readonly run: () => void;
}

const viewOn = ({ buffer }: Uint8Array, dtype: DType): Numbers =>
  dtype === 'f32' ? new Float32Array(buffer) : new Int32Array(buffer);

/** What a program without changing states is to its user. */
export function predictor<I, O, W>(spec: Spec, machine: CpuMachine): Predictor<I, O, W> {
  return { run: runner<I, O>(spec, machine, 'run'), ...statesOf<W>(spec, machine) };
}

/** What a training step is to its user. */
export function trainer<I, O, W>(spec: Spec, machine: CpuMachine): Trainer<I, O, W> {
  return { step: runner<I, O>(spec, machine, 'step'), ...statesOf<W>(spec, machine) };
}

// I, O and W are what the builder wrote from the spec: the casts below say so
const runner =
  <I, O>(spec: Spec, machine: CpuMachine, method: string) =>
  (inputs: I): O => {
    feed(spec, machine, method, inputs as Feeds)();
    machine.run();
    return Object.fromEntries(spec.outputs.map((slot) => [slot.name, resultOf(slot, machine.read(slot))])) as O;
  };

const statesOf = <W>(spec: Spec, machine: CpuMachine) => ({
  weights: () => Object.fromEntries(spec.states.map((slot) => [slot.name, machine.read(slot)])) as W,
  save: () =>
    fileOf(
      spec,
      spec.states.map((slot) => machine.read(slot)),
    ),
});
