// How strong the checks are on a user's program: faults are planted in what the user stated, and the oracles asked.
import type { Expr } from '../../../dsl/expr.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import { fold, keyOf, permutation } from '../../../dsl/key.ts';
import { evaluate } from '../../../runtime/backends/reference/index.ts';
import { lossOf } from '../oracles/line.ts';
import type { Oracle } from '../oracles/oracle.ts';
import { differentiable, feedsOf, type Specimen } from '../programs/specimen.ts';
import type { Mutation } from './mutations.ts';
import { type Site, sitesOf } from './sites.ts';

/** A fault that no check saw. */
export interface Survivor {
  /** 'the cotangent of input 1 times 2' */
  readonly fault: string;
  /** 'customGradient at model.ts:14' */
  readonly site: string;
  readonly place?: string;
  /** what that means */
  readonly why: string;
}

export interface Strength {
  /** faults that were planted, one at a time, in the rules of customGradients and in the derivatives of lifted functions */
  readonly planted: number;
  readonly caught: number;
  readonly survivors: readonly Survivor[];
}

interface Plan {
  readonly key: string;
  readonly mutation: Mutation;
  readonly site: Site;
}

/** Plants `most` faults at most, and puts each program with one before the oracles, point by point until it is caught. */
export async function strengthOf(
  specimens: readonly Specimen[],
  oracles: readonly Oracle[],
  most: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Strength> {
  const sites = specimens.map(
    ({ traced }) => new Map(traced === undefined ? [] : sitesOf(traced).map((s) => [s.key, s])),
  );
  const plans = chosen(sites, most, seed);
  const survivors: Survivor[] = [];
  for (const plan of plans) {
    signal?.throwIfAborted();
    const mutants = specimens.flatMap((specimen, i): [Specimen, Specimen][] => {
      const outputs = sites[i]!.get(plan.key)?.mutated(plan.mutation);
      return outputs == null ? [] : [[specimen, mutant(specimen, outputs)]];
    });
    if (await isCaught(mutants, oracles)) continue;
    const { name, place } = plan.site;
    survivors.push({
      fault: plan.mutation.text,
      site: name,
      ...(place === undefined ? {} : { place }),
      why: why(mutants),
    });
  }
  return { planted: plans.length, caught: plans.length - survivors.length, survivors };
}

/** Faults in turn from each site, in an order of the seed. Of programs that differ from run to run, those of the first two. */
function chosen(sites: readonly ReadonlyMap<string, Site>[], most: number, seed: number): Plan[] {
  const all = new Map([...sites.slice(0, 2)].reverse().flatMap((s) => [...s]));
  const queues = [...all.values()].map((site) => {
    const fits = site.mutations.filter((m) => site.mutated(m) !== null);
    const order = [...permutation(fits.length, fold(keyOf(seed), site.key))];
    return order.map((i): Plan => ({ key: site.key, mutation: fits[i]!, site }));
  });
  const plans: Plan[] = [];
  for (let turn = 0; plans.length < most && queues.some((q) => q.length > turn); turn++)
    for (const queue of queues) if (queue.length > turn && plans.length < most) plans.push(queue[turn]!);
  return plans;
}

function mutant({ leaves }: Specimen, outputs: readonly Expr[]): Specimen {
  return { leaves, outputs };
}

async function isCaught(
  mutants: readonly (readonly [Specimen, Specimen])[],
  oracles: readonly Oracle[],
): Promise<boolean> {
  for (const [, specimen] of mutants) {
    for (const oracle of oracles) if ((await oracle.check(specimen)).outcome === 'disagrees') return true;
    await new Promise<void>((resolve) => void setTimeout(resolve));
  }
  return false;
}

/** Why nothing saw it: whether the gradient changed at all. */
function why(mutants: readonly (readonly [Specimen, Specimen])[]): string {
  let most = 0;
  for (const [before, after] of mutants) {
    const [wanted, got] = [gradientOf(before), gradientOf(after)];
    wanted.forEach((values, k) => {
      values.forEach((v, i) => {
        const off = Math.abs(v - got[k]![i]!) / (1 + Math.abs(v));
        if (off > most) most = off;
      });
    });
  }
  return most === 0
    ? 'it changes the gradient at no drawn point: what it is in has no effect there, and is not checked'
    : `it changes the gradient by ${most.toExponential(1)} of its size at most, which no check tells from rounding or from a kink`;
}

function gradientOf(specimen: Specimen) {
  const wrt = differentiable(specimen).map((l) => l.expr);
  return evaluate(gradient(lossOf(specimen), wrt), feedsOf(specimen));
}
