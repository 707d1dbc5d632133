// What the fuzzer is asked for each kind of fault: which oracles, on which backends.
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { gpujs } from '../../runtime/backends/gpujs/index.ts';
import { cpuLike, gpuLike } from '../compiler/run.ts';
import { guarded, oraclesFor } from '../testing/fuzz.ts';
import { agreesWith } from '../testing/oracles/backend.ts';
import type { Oracle } from '../testing/oracles/oracle.ts';
import { keepsMeaning } from '../testing/oracles/passes.ts';

const named = (name: string, contractions: 'packed' | 'direct' | 'dot') => ({ ...cpu({ contractions }), name });

const oracles = {
  /** derivatives in float64: no backend computes any */
  gradient: async () => oraclesFor({}),
  /** the passes, for both sorts of target */
  compiler: async () => [keepsMeaning('cpu', cpuLike), keepsMeaning('gpu', gpuLike)],
  wasm: async () => [agreesWith(cpu())],
  /** every way in which the CPU computes a contraction */
  contraction: async () =>
    (['packed', 'direct', 'dot'] as const).map((way) => agreesWith(named(`cpu, ${way} contractions`, way))),
  gpujs: async () => [agreesWith(await gpujs('cpu'))],
} satisfies Readonly<Record<string, () => Promise<Oracle[]>>>;

export type Kind = keyof typeof oracles;

export async function oraclesOf(kind: Kind): Promise<Oracle[]> {
  return (await oracles[kind]()).map((o) => guarded(o));
}
