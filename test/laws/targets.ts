// The backends that every op is held against the reference on: what README's table of ops lists.
import type { Backend } from '../../runtime/backends/backend.ts';
import { type CpuBackendOptions, cpu } from '../../runtime/backends/cpu/backend.ts';
import type { CpuOptions } from '../../runtime/backends/cpu/index.ts';
import { families, registeredAs, type TargetName } from '../../runtime/backends/registry.ts';
import type { Family } from '../../runtime/backends/target.ts';
import { cpuVariant } from '../testing/variant.ts';

type Targets = Readonly<Record<string, () => Promise<Backend>>>;

const all: readonly Family<TargetName>[] = families;

/** Those of every family that are tested there, opened by name. */
const tested = (where: keyof Family['tested']): Targets =>
  Object.fromEntries(
    all.flatMap((f) => f.tested[where]).map((name) => [name, () => registeredAs(name)!.open()] as const),
  );

/** In Node. */
export const inNode: Targets = tested('node');

/** In headless Chromium, which runs the CPU backend too, with another engine's instructions. */
export const inPage: Targets = tested('page');

/** Where a target computes as another does, the scalar operations alone are held against the reference. */
export const scalarsInPage: Targets = { ...inPage, ...tested('scalars') };

/** The backends that only a browser has. */
export const inBrowser: readonly string[] = Object.keys(inPage).filter((name) => !(name in inNode));

/** Other ways in which the CPU backend may be told to compute, on the calling thread. */
export const cpuOptions: Readonly<Record<string, CpuOptions>> = {
  'cpu without fused multiply-add': { fused: false },
  'cpu, every contraction packed': { contractions: 'packed' },
  'cpu, every contraction direct': { contractions: 'direct' },
  'cpu, every contraction by dot products': { contractions: 'dot' },
  'cpu, every kernel given the places of its buffers': { places: true },
};

/** With several threads, which take long to start. */
const threadOptions: Readonly<Record<string, CpuBackendOptions>> = {
  'cpu, every kernel on two threads': { threads: 2, smallestShare: 0 },
  'cpu, every kernel on three threads': { threads: 3, smallestShare: 0 },
};

/** The same for each of these, under its name. */
const told = <O>(all: Readonly<Record<string, O>>, as: (name: string, options: O) => Backend): Targets =>
  Object.fromEntries(Object.entries(all).map(([name, options]) => [name, async () => as(name, options)]));

const onOneThread = told(cpuOptions, cpuVariant);

export const variants: Targets = {
  ...onOneThread,
  ...told(threadOptions, (name, options) => ({ ...cpu(options), name })),
};

/** All that a random program is run on in Node, the cheap ones first. */
export const everyTarget: Targets = { cpu: inNode.cpu!, ...onOneThread, ...inNode };
