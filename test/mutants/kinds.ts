// What the fuzzer is asked for each kind of fault: which programs, which oracles, on which backends.
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { gpujs } from '../../runtime/backends/gpujs/index.ts';
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
  'long sums': { specimenAt: edgeAt, oracles: async () => [agreesWith(await gpujs('cpu'))] },
  wasm: aboutPrograms(async () => [agreesWith(cpu())]),
  /** every way in which the CPU computes a contraction */
  contraction: aboutPrograms(async () =>
    (['packed', 'direct', 'dot'] as const).map((way) => agreesWith(named(`cpu, ${way} contractions`, way))),
  ),
  /** kernels that are given the places of their buffers, as those are that are alike */
  places: aboutPrograms(async () => [agreesWith(cpu({ places: true }))]),
  gpujs: aboutPrograms(async () => [agreesWith(await gpujs('cpu'))]),
} satisfies Readonly<Record<string, Question>>;

export type Kind = keyof typeof questions;

export async function questionOf(kind: Kind): Promise<{ specimenAt: Question['specimenAt']; oracles: Oracle[] }> {
  const { specimenAt, oracles } = questions[kind];
  return { specimenAt, oracles: (await oracles()).map((o) => guarded(o)) };
}
