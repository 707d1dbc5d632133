// What faults are planted in: the rules of the user's customGradients, and the derivatives of lifted functions.
import { makeGradientRule, makeInput } from '../../../dsl/build.ts';
import { type Expr, type GradientRule, operands, topological } from '../../../dsl/expr.ts';
import { rewrittenPullback } from '../../../dsl/expression/substitute.ts';
import { pullback } from '../../../dsl/grad/reverse.ts';
import { everyNode } from '../covered/branches.ts';
import { rulesOf, type TracedSource } from '../covered/index.ts';
import { cotangentFaults, type Mutation, operationFaults } from './mutations.ts';
import { replaced } from './replace.ts';

/** A place for faults, found anew in each run's program by its key. */
export interface Site {
  readonly key: string;
  /** 'customGradient at model.ts:14' */
  readonly name: string;
  readonly place?: string;
  readonly mutations: readonly Mutation[];
  /** the outputs with the fault; null where it has no place or changes nothing in this program */
  readonly mutated: (mutation: Mutation) => readonly Expr[] | null;
}

export function sitesOf(traced: TracedSource): Site[] {
  return [...statedSites(traced), ...liftedSites(traced)];
}

function keys(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const n = (counts.get(name) ?? 0) + 1;
    counts.set(name, n);
    return `${name} ${n}`;
  };
}

const nameOf = (what: string, place: string | undefined) => (place === undefined ? what : `${what} at ${place}`);

function statedSites({ outputs, sources }: TracedSource): Site[] {
  const key = keys();
  return rulesOf(outputs, sources).map((rule): Site => {
    const place = sources.of(rule)?.place;
    const name = nameOf('customGradient', place);
    const given = new Set(topological([rule.source, ...rule.inputs]));
    const g = makeInput('g', rule.shape, 'f32');
    const own = (e: Expr) => !given.has(e);
    const cotangents = rule.pullback(g);
    return {
      ...{ key: key(name), name, ...(place === undefined ? {} : { place }) },
      mutations: [...cotangentFaults(cotangents), ...operationFaults(cotangents, own)],
      mutated: (mutation) => {
        const changed = mutation.of(cotangents);
        if (changed === null || changed.every((c, i) => c === cotangents[i])) return null;
        return replaced(outputs, new Map([[rule, withFault(rule, mutation)]]));
      },
    };
  });
}

/** The fault is in what the rule makes of a cotangent, and not in the cotangent. */
function withFault(rule: GradientRule, mutation: Mutation): Expr {
  return makeGradientRule(
    rule.source,
    rule.inputs,
    rewrittenPullback(rule, (cotangents) => mutation.of(cotangents) ?? cotangents),
  );
}

/** The value stays, and the derivative is that of a function with a fault. */
function liftedSites({ outputs, sources }: TracedSource): Site[] {
  const all = [...new Set(everyNode(outputs))];
  const groups = new Map<string, Expr[]>();
  for (const e of all) {
    const source = sources.of(e);
    if (source?.call !== 'lifted function') continue;
    const name = nameOf('lifted function', source.place);
    groups.set(name, [...(groups.get(name) ?? []), e]);
  }
  const users = usersOf(all, outputs);
  return [...groups].flatMap(([name, nodes]): Site[] => {
    const inside = new Set(nodes);
    const results = nodes.filter((e) => e.dtype === 'f32' && users(e).some((u) => u === null || !inside.has(u)));
    const place = sources.of(nodes[0]!)?.place;
    const inputs = [
      ...new Set(nodes.flatMap(operands).filter((x) => !inside.has(x) && x.dtype === 'f32' && !isNumber(x))),
    ];
    if (results.length === 0 || inputs.length === 0) return [];
    return [
      {
        ...{ key: name, name, ...(place === undefined ? {} : { place }) },
        mutations: operationFaults(results, (e) => inside.has(e)),
        mutated: (mutation) => {
          const changed = mutation.of(results);
          if (changed === null || changed.every((c, i) => c === results[i])) return null;
          const images = results.map((r, i): [Expr, Expr] => [
            r,
            makeGradientRule(r, inputs, (g) => pullback([changed[i]!], [g], inputs)),
          ]);
          return replaced(outputs, new Map(images));
        },
      },
    ];
  });
}

function usersOf(all: readonly Expr[], outputs: readonly Expr[]): (e: Expr) => readonly (Expr | null)[] {
  const users = new Map<Expr, (Expr | null)[]>();
  const add = (e: Expr, user: Expr | null) => users.set(e, [...(users.get(e) ?? []), user]);
  for (const e of all) for (const o of operands(e)) add(o, e);
  const results = all.flatMap((e) => (e.kind === 'scanOutput' ? [...e.scan.nextCarries, ...e.scan.outputs] : []));
  for (const o of [...outputs, ...results]) add(o, null);
  return (e) => users.get(e) ?? [];
}

const isNumber = (e: Expr): boolean => (e.kind === 'view' ? e.source : e).kind === 'constant';
