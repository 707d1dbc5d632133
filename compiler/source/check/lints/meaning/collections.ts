// Arrays and records in the user's code: what their methods give.
import { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { always, choice, type Fields, known, type List, list, literal, many, unknown, type Value } from './value.ts';

type Args = () => readonly Value[];

/** Array.from, Object.values, ...; undefined for another function. */
export function staticOf(
  on: Evaluator,
  { expression, name }: ts.PropertyAccessExpression,
  args: Args,
  node: ts.Node,
): Value | undefined {
  if (!ts.isIdentifier(expression)) return undefined;
  const called = `${expression.text}.${name.text}`;
  if (called === 'Array.from') {
    const [source, f] = args();
    return arrayFrom(on, source, f, node);
  }
  if (called === 'Array.of') return list(node, args());
  if (!called.startsWith('Object.')) return undefined;
  const [of] = args();
  if (called === 'Object.freeze') return of;
  if (of?.is === 'list' && called === 'Object.fromEntries') return fromEntries(of, node);
  if (of?.is !== 'fields' || of.rest.length > 0) return undefined;
  return recordMethod(of, name.text, node);
}

function recordMethod({ fields }: Fields, name: string, node: ts.Node): Value | undefined {
  const entries = [...fields];
  if (name === 'values') return list(node, [...fields.values()]);
  if (name === 'keys')
    return list(
      node,
      entries.map(([key]) => literal(node, key)),
    );
  if (name !== 'entries') return undefined;
  return list(
    node,
    entries.map(([key, value]) => list(node, [literal(node, key), value])),
  );
}

function fromEntries(of: List, node: ts.Node): Value {
  const fields = new Map<string, Value>();
  const rest: Value[] = [];
  for (const pair of of.items) {
    const [key, value] = pair.is === 'list' ? pair.items : [];
    const name = key && known(key);
    if (typeof name === 'string' && value !== undefined && !of.many) fields.set(name, value);
    else rest.push(pair);
  }
  return { is: 'fields', fields, names: new Map(), rest, node };
}

function arrayFrom(on: Evaluator, source: Value | undefined, f: Value | undefined, node: ts.Node): Value {
  const of = source?.is === 'list' ? source : many(node, unknown(node));
  if (f === undefined) return of;
  const length = source?.is === 'fields' ? source.fields.get('length') : undefined;
  const count = length && known(length);
  if (typeof count === 'number' && count <= 1)
    return mapped(on, list(node, count === 1 ? [unknown(node)] : []), f, node);
  return mapped(on, of, f, node);
}

function mapped(on: Evaluator, of: List, f: Value, node: ts.Node): List {
  if (!of.many)
    return list(
      node,
      of.items.map((item, i) => on.apply(f, [item, literal(node, i)], node)),
    );
  const before = on.era;
  const since = ++eras.last;
  on.era = since;
  const [item] = of.items;
  const value = on.apply(f, [item!, unknown(node)], node);
  on.era = before;
  // of items that are layers themselves, those decide
  return many(node, value, item!.is === 'unknown' || item!.is === 'literal' ? since : of.since);
}

/** Turns of callbacks are counted through all evaluations. */
const eras = { last: 0 };

/** value.name(...args) of an array; undefined where it is none, or the method is not known. */
export function methodOf(on: Evaluator, of: Value, name: string, args: Args, node: ts.Node): Value | undefined {
  if (name === 'fill' && (of.is === 'list' || of.is === 'unknown')) {
    const [value] = args();
    return value === undefined ? undefined : many(node, value, always);
  }
  if (of.is !== 'list' || of.items.length > 64) return undefined;
  const items = of.items;
  const like = (values: readonly Value[]): List => ({ ...of, items: values, node });
  switch (name) {
    case 'map':
      return mapped(on, of, args()[0] ?? unknown(node), node);
    case 'flatMap': {
      const each = mapped(on, of, args()[0] ?? unknown(node), node);
      const inner = each.items.flatMap((v): readonly Value[] => (v.is === 'list' ? v.items : [v]));
      return of.many ? many(node, choice(node, inner), each.since) : list(node, inner);
    }
    case 'forEach':
      on.effects.push(mapped(on, of, args()[0] ?? unknown(node), node));
      return literal(node, undefined);
    case 'reduce':
    case 'reduceRight':
      return reduced(on, name === 'reduce' ? items : [...items].reverse(), args(), node);
    case 'toReversed':
    case 'reverse':
      return like([...items].reverse());
    case 'filter':
    case 'sort':
    case 'toSorted':
      return like(items);
    case 'keys':
      return like(items.map((_, i) => (of.many ? unknown(node) : literal(node, i))));
    case 'values':
      return of;
    case 'entries':
      return like(items.map((v, i) => list(node, [of.many ? unknown(node) : literal(node, i), v])));
    case 'slice':
      return sliced(of, args(), node);
    case 'at': {
      const at = known(args()[0] ?? literal(node, 0));
      return (typeof at === 'number' && !of.many ? items.at(at) : undefined) ?? choice(node, items);
    }
    case 'concat':
      return concatenated(of, args(), node);
    default:
      return undefined;
  }
}

function reduced(on: Evaluator, items: readonly Value[], [f, start]: readonly Value[], node: ts.Node): Value {
  const all = start === undefined ? items : [start, ...items];
  if (f === undefined || all.length === 0) return unknown(node, items);
  return all.slice(1).reduce((value, item) => on.apply(f, [value, item, unknown(node)], node), all[0]!);
}

function sliced(of: List, args: readonly Value[], node: ts.Node): Value {
  const [from, to] = args.map(known);
  const fixed = [from, to].every((i) => i === undefined || typeof i === 'number');
  if (of.many || !fixed) return many(node, choice(node, of.items), of.since);
  return list(node, of.items.slice(from as number | undefined, to as number | undefined));
}

function concatenated(of: List, args: readonly Value[], node: ts.Node): Value {
  const all = [of, ...args.map((a) => (a.is === 'list' ? a : list(node, [a])))];
  const items = all.flatMap((l) => l.items);
  return all.some((l) => l.many)
    ? many(node, choice(node, items), Math.max(...all.map((l) => l.since)))
    : list(node, items);
}
