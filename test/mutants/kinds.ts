// What the fuzzer is asked for each kind of fault: which programs, which oracles, on which backends.
import type { Backend } from '../../runtime/backends/backend.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { type Emitter, families, registeredAs } from '../../runtime/backends/registry.ts';
import { cpuLike, gpuLike } from '../compiler/run.ts';
import { wholeOracles } from '../fuzz/whole.ts';
import { edgeAt } from '../testing/edges/index.ts';
import { type FuzzPoint, guarded, oraclesFor } from '../testing/fuzz.ts';
import { drawnAt, passOracles } from '../testing/fuzzPrograms.ts';
import { agreesWith } from '../testing/oracles/backend.ts';
import type { Oracle } from '../testing/oracles/oracle.ts';
import type { Specimen } from '../testing/programs/specimen.ts';
import { modelAt } from './models.ts';

interface Question {
  readonly specimenAt: (point: FuzzPoint) => Specimen;
  readonly oracles: () => Promise<readonly Oracle[]>;
}

const aboutPrograms = (oracles: Question['oracles']): Question => ({
  specimenAt: (point) => drawnAt(point),
  oracles,
});

const named = (name: string, contractions: 'packed' | 'direct' | 'dot') => ({ ...cpu({ contractions }), name });

/** The first target of that emitter that Node has. */
const firstOf = (emitter: Emitter): Promise<Backend> =>
  registeredAs(families.find((f) => f.emitter === emitter)!.tested.node[0]!)!.open();

const questions = {
  /** everything */
  whole: aboutPrograms(wholeOracles),
  /** derivatives in float64: no backend computes any */
  gradient: aboutPrograms(async () => oraclesFor({})),
  /** layers, evaluated and trained */
  model: { specimenAt: modelAt, oracles: async () => oraclesFor({}) },
  /** the passes, for both sorts of target */
  compiler: aboutPrograms(async () => passOracles({ cpu: cpuLike, gpu: gpuLike })),
  /** programs at the edges: short loops, constants, kinks, digits, on the CPU and in float64 */
  edges: {
    specimenAt: edgeAt,
    oracles: async () => [...oraclesFor({}), agreesWith(cpu()), ...passOracles({ cpu: cpuLike, gpu: gpuLike })],
  },
  'long sums': { specimenAt: edgeAt, oracles: async () => [agreesWith(await firstOf('gpujs'))] },
  /** every way in which the CPU computes a contraction */
  contraction: aboutPrograms(async () =>
    (['packed', 'direct', 'dot'] as const).map((way) => agreesWith(named(`cpu, ${way} contractions`, way))),
  ),
  /** kernels that are given the places of their buffers, as those are that are alike */
  places: aboutPrograms(async () => [agreesWith(cpu({ places: true }))]),
} satisfies Readonly<Record<string, Question>>;

/** Of its own: a question about everything, about a layer, ...; by an emitter's name: programs on its first target. */
export type Kind = keyof typeof questions | Emitter;

const isOwn = (kind: Kind): kind is keyof typeof questions => kind in questions;

export async function questionOf(kind: Kind): Promise<{ specimenAt: Question['specimenAt']; oracles: Oracle[] }> {
  const { specimenAt, oracles } = isOwn(kind)
    ? questions[kind]
    : aboutPrograms(async () => [agreesWith(await firstOf(kind))]);
  return { specimenAt, oracles: (await oracles()).map((o) => guarded(o)) };
}
