// The whole question about a program, in Node: every oracle, the passes for both sorts of target, every backend and every
// way in which it may be told to compute. The soak, the planted faults and npm run fuzz ask it; a new oracle or variant
// that random programs are to be held against belongs here.
import { hasTooLarge } from '../../compiler/passes/blocks/large.ts';
import { simplify } from '../../compiler/passes/simplify.ts';
import type { Capabilities } from '../../compiler/program/types.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import { backendNames, choose } from '../../runtime/backends/choose.ts';
import { capabilities as cpuCapabilities } from '../../runtime/backends/cpu/index.ts';
import { capabilities as gpuCapabilities } from '../../runtime/backends/gpujs/index.ts';
import { cpuOptions, everyTarget } from '../laws/targets.ts';
import { oraclesFor } from '../testing/fuzz.ts';
import { passOracles } from '../testing/fuzzPrograms.ts';
import { expectedOf } from '../testing/oracles/expected.ts';
import { inapplicable, type Oracle } from '../testing/oracles/oracle.ts';
import { agreesOnThreads } from '../testing/oracles/realThreads.ts';
import { graphOf } from '../testing/programs/graph.ts';

const tiny = { from: 0, again: 0, times: 1, of: 8, rows: 1 };

/** What passes are checked for; once with everything in blocks that can be, however small. */
const passTargets: Readonly<Record<string, Capabilities>> = {
  cpu: cpuCapabilities,
  gpu: gpuCapabilities('webgpu'),
  'cpu in blocks': { ...cpuCapabilities, blocks: tiny },
};

/** Blocks of two and three rows, which leave a rest: asked about what is cut at all, as few programs are. */
const larger = { ...cpuCapabilities, blocks: { ...tiny, of: 40, rows: 3 } };

function inLargerBlocks(): Oracle {
  const [oracle] = passOracles({ 'cpu in larger blocks': larger }) as [Oracle];
  const check: Oracle['check'] = (specimen) => {
    const { outputs, next } = expectedOf(specimen);
    const isCut = hasTooLarge(simplify(graphOf(specimen, outputs, next)), larger.blocks);
    return isCut ? oracle.check(specimen) : inapplicable('nothing is cut in blocks');
  };
  return { ...oracle, check };
}

/** Names of all targets in Node, the cheap ones first. */
export const wholeTargets: readonly string[] = Object.keys(everyTarget);

/** A target by its name: one of these, or any backend that can be chosen. */
export async function openTarget(name: string): Promise<Backend> {
  const known = everyTarget[name];
  if (known !== undefined) return known();
  const chosen = backendNames.find((b) => b === name);
  if (chosen !== undefined) return choose(chosen);
  const names = [...new Set([...wholeTargets, ...backendNames])];
  throw new RangeError(`there is no backend '${name}'; there are ${names.join('; ')}`);
}

/** All that is asked where these are the backends. */
export function oraclesOn(backends: readonly Backend[]): Oracle[] {
  return oraclesFor({ backends }, [...passOracles(passTargets), inLargerBlocks()]).map((o) => {
    const variant = Object.keys(cpuOptions).find((name) => o.name === `${name} against the reference`);
    return variant === undefined ? o : { ...o, needs: toldAs(variant) };
  });
}

export const wholeOracles = async (): Promise<Oracle[]> => [
  ...oraclesOn(await Promise.all(wholeTargets.map(openTarget))),
  agreesOnThreads(),
];

/** How a printed program makes a variant of the CPU backend. */
function toldAs(name: string): NonNullable<Oracle['needs']> {
  const options = JSON.stringify(cpuOptions[name]);
  return {
    imports: ["import { cpu } from 'quern';"],
    option: `{ backends: [{ ...cpu(${options}), name: '${name}' }] }`,
  };
}
