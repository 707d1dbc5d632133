// What fuzzing a user's program has covered, and, plainly, what it has not tested.
import { makeInput } from '../../../dsl/build.ts';
import { type Expr, elementCount, type GradientRule, topological } from '../../../dsl/expr.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import { Evaluation } from '../../../runtime/backends/reference/index.ts';
import { lossOf } from '../oracles/line.ts';
import type { Oracle, Verdict } from '../oracles/oracle.ts';
import { feedsOf, type Specimen } from '../programs/specimen.ts';
import { type Branch, Branches, everyNode } from './branches.ts';
import type { Sources } from './sources.ts';

export type { Branch } from './branches.ts';

/** A derivative that the user stated. */
export interface StatedRule {
  /** 'model.ts:14', where it is known */
  readonly place?: string;
  /** points at which the checked loss depends on its value */
  readonly reached: number;
  /** decided checks of second derivatives of programs that contain it */
  readonly second: number;
}

/** Where an input was drawn. */
export interface DrawnInput {
  readonly name: string;
  readonly dtype: 'f32' | 'i32' | 'bool';
  readonly low: number;
  readonly high: number;
}

export interface Covered {
  /** of derivatives */
  readonly orders: readonly (1 | 2)[];
  /** the names of those that were compared with the reference */
  readonly backends: readonly string[];
  readonly branches: readonly Branch[];
  readonly rules: readonly StatedRule[];
  readonly inputs: readonly DrawnInput[];
  /** by named dimension: the sizes that were drawn, ascending */
  readonly sizes: Readonly<Record<string, readonly number[]>>;
}

/** What a specimen was traced to, for those who ask what of the user's code it covers. */
export interface TracedSource {
  readonly outputs: readonly Expr[];
  readonly sources: Sources;
  readonly binding: Readonly<Record<string, number>>;
  /** what was drawn for the program by name, parameters apart */
  readonly inputs: readonly DrawnInput[];
}

type Counted = { place?: string; reached: number; second: number };

/** Told of every run. */
export class Covering {
  readonly branches = new Branches();
  readonly #rules = new Map<string, Counted>();
  readonly #inputs = new Map<string, DrawnInput>();
  readonly #sizes = new Map<string, Set<number>>();
  #inRun: Counted[] = [];

  constructor(
    private readonly orders: Covered['orders'],
    private readonly backends: readonly string[],
  ) {}

  start(specimen: Specimen): void {
    this.#inRun = [];
    const { traced } = specimen;
    if (traced === undefined) return;
    for (const [name, size] of Object.entries(traced.binding)) {
      const sizes = this.#sizes.get(name) ?? new Set();
      this.#sizes.set(name, sizes.add(size));
    }
    for (const input of traced.inputs) {
      const { low, high } = this.#inputs.get(input.name) ?? input;
      const ends = { low: Math.min(low, input.low), high: Math.max(high, input.high) };
      this.#inputs.set(input.name, { ...input, ...ends });
    }
    const { outputs, sources } = traced;
    try {
      this.branches.enter(outputs, sources);
      const values = new Evaluation(feedsOf(specimen), this.branches.observe);
      for (const o of outputs) values.of(o);
      this.#stated(specimen, outputs, sources);
    } catch {
      // what cannot be computed is a fault, and the oracles say so
    }
  }

  verdict(oracle: Oracle, verdict: Verdict): void {
    if (oracle.order === 2 && verdict.outcome === 'agrees') for (const rule of this.#inRun) rule.second++;
  }

  covered(): Covered {
    return {
      orders: this.orders,
      backends: this.backends,
      branches: this.branches.all(),
      rules: [...this.#rules.values()],
      inputs: [...this.#inputs.values()],
      sizes: Object.fromEntries([...this.#sizes].map(([name, sizes]) => [name, [...sizes].sort((a, b) => a - b)])),
    };
  }

  /** The rules of customGradient, and the choices inside them, at the cotangents that they are given. */
  #stated(specimen: Specimen, outputs: readonly Expr[], sources: Sources): void {
    const counts = new Map<string, number>();
    const whole = new Set(topological(outputs));
    for (const rule of rulesOf(outputs, sources)) {
      const { place } = sources.of(rule)!;
      const number = (counts.get(`${place}`) ?? 0) + 1;
      counts.set(`${place}`, number);
      const known = this.#rules.get(`${place} ${number}`) ?? {
        ...(place === undefined ? {} : { place }),
        ...{ reached: 0, second: 0 },
      };
      this.#rules.set(`${place} ${number}`, known);
      this.#inRun.push(known);
      // what loops hand to a rule in their bodies is not told apart
      if (!whole.has(rule)) known.reached++;
      else if (this.#follows(rule, specimen, sources, place ?? 'the rule')) known.reached++;
    }
  }

  /** Whether the loss depends on the rule's value; the choices inside the rule are counted where it does. */
  #follows(rule: GradientRule, specimen: Specimen, sources: Sources, place: string): boolean {
    const feeds = new Map(feedsOf(specimen));
    const [cotangent] = gradient(lossOf({ ...specimen, outputs: specimen.traced!.outputs }), [rule]);
    const given = new Evaluation(feeds).of(cotangent!);
    if (given.every((v) => v === 0)) return false;
    const g = makeInput('g', rule.shape, 'f32');
    const pulled = sources.follow(() => rule.pullback(g)).filter((e) => elementCount(e.shape) > 0);
    this.branches.enter(pulled, sources, place, new Set(topological([rule.source])));
    const values = new Evaluation(feeds.set(g, given), this.branches.observe);
    for (const e of pulled) values.of(e);
    return true;
  }
}

/** The customGradients of the user's code, in the order of the program. */
export function rulesOf(outputs: readonly Expr[], sources: Sources): GradientRule[] {
  return [...everyNode(outputs)].filter(
    (e): e is GradientRule =>
      e.kind === 'gradientRule' && e.inputs.length > 0 && sources.of(e)?.call === 'customGradient',
  );
}
