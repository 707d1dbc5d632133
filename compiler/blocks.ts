// A graph in the large: the layers that own parameters, by the paths of those, and what flows between them. A network of
// thousands of expressions becomes a picture of some dozens of blocks; deeper paths show what is inside.
import { type Expr, elementCount, operands, topological } from '../dsl/expr.ts';
import type { Graph } from '../dsl/graph.ts';

export interface Block {
  readonly kind: 'input' | 'layer' | 'operation' | 'output';
  /** the path of a layer, the name of an input or output, what an operation does */
  readonly name: string;
  /** of a layer, each once */
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** What one block gives another. */
export interface Flow {
  readonly from: number;
  readonly to: number;
  readonly value: Expr;
}

export interface Blocks {
  readonly blocks: readonly Block[];
  readonly flows: readonly Flow[];
}

/** `depth` names of a parameter's path tell layers apart: 'encoder.0' of 'encoder.0.attention.q.w' at 2. */
export function blocksOf(graph: Graph, depth: number): Blocks {
  const grouping = new Grouping(graph, depth);
  grouping.layers();
  grouping.between();
  return grouping.result();
}

const layerPath = (name: string, depth: number): string => {
  const parts = name.split('.');
  return parts.slice(0, Math.max(1, Math.min(depth, parts.length - 1))).join('.');
};

class Grouping {
  readonly #order: readonly Expr[];
  /** the parameters' layers */
  readonly #paths: ReadonlyMap<Expr, string>;
  /** layers of what is computed from parameters and constants alone, as a transposed weight; '' for constants */
  readonly #weights = new Map<Expr, readonly string[]>();
  /** each other expression's group: 'layer encoder.0', 'input x', 'operation 17' */
  readonly #groups = new Map<Expr, string>();

  constructor(
    private readonly graph: Graph,
    depth: number,
  ) {
    this.#order = topological(graph.outputs.map((o) => o.value));
    this.#paths = new Map(graph.states.map(({ leaf, name }) => [leaf, layerPath(name, depth)]));
    for (const { leaf, name } of graph.inputs) this.#groups.set(leaf, `input ${name}`);
  }

  /** Expressions that read a layer's weights are of that layer. */
  layers(): void {
    for (const e of this.#order) {
      if (this.#groups.has(e)) continue;
      const path = this.#paths.get(e);
      const below = operands(e);
      if (path !== undefined) this.#weights.set(e, [path]);
      else if (below.every((o) => this.#weights.has(o))) this.#weights.set(e, this.#read(below));
      else {
        // a loop may be of several layers
        const read = this.#read(below);
        if (read.length > 0) this.#groups.set(e, `layer ${read.join(', ')}`);
      }
    }
  }

  #read(below: readonly Expr[]): string[] {
    return [...new Set(below.flatMap((o) => this.#weights.get(o) ?? []))];
  }

  /** What lies between two parts of one layer is of that layer; what follows one block alone is of that block. */
  between(): void {
    const later = this.#laterGroups();
    const rank = new Map(this.#order.map((e, i) => [e, i]));
    for (const e of this.#order) {
      if (this.#groups.has(e) || this.#weights.has(e)) continue;
      const sources = operands(e).filter((o) => this.#groups.has(o));
      // the latest operand first: a residual connection belongs to the layer that it goes around
      const groups = sources.toSorted((a, b) => rank.get(b)! - rank.get(a)!).map((o) => this.#groups.get(o)!);
      const around = groups.find((g) => g.startsWith('layer') && later.get(e)!.has(g));
      const distinct = new Set(groups);
      const single = distinct.size === 1 && !groups[0]!.startsWith('input') ? groups[0] : undefined;
      this.#groups.set(e, around ?? single ?? this.#ahead(e, distinct, later) ?? `operation ${e.id}`);
    }
  }

  /** A view of an input that one layer alone reads is of that layer. */
  #ahead(e: Expr, sources: ReadonlySet<string>, later: ReadonlyMap<Expr, ReadonlySet<string>>): string | undefined {
    const next = [...later.get(e)!];
    const first = next[0];
    if (sources.size !== 1 || first === undefined || !['view', 'reshape'].includes(e.kind)) return undefined;
    return first;
  }

  /** Of each expression, the layers that are computed from it, the nearest first. */
  #laterGroups(): Map<Expr, ReadonlySet<string>> {
    const later = new Map<Expr, Set<string>>(this.#order.map((e) => [e, new Set()]));
    for (const e of this.#order.toReversed())
      for (const o of operands(e)) {
        const group = this.#groups.get(e);
        const all = [...(group === undefined ? [] : [group]), ...later.get(e)!];
        for (const g of all) later.get(o)?.add(g);
      }
    return later;
  }

  result(): Blocks {
    const blocks: Block[] = [];
    const of = this.#blockOf(blocks);
    const flows = new Map<string, Flow>();
    const flow = (read: Expr, from: number, to: number) => {
      const value = plain(read, (e) => of.get(e) === from);
      if (from !== to) flows.set(`${from} ${to} ${value.shape.join()} ${value.dtype}`, { from, to, value });
    };
    for (const [e, to] of of) for (const o of operands(e)) if (of.has(o)) flow(o, of.get(o)!, to);
    for (const { name, value } of this.graph.outputs) {
      const from = of.get(value);
      if (from !== undefined) flow(value, from, blocks.push({ kind: 'output', name, weights: [] }) - 1);
    }
    return { blocks, flows: [...flows.values()] };
  }

  /** A layer that is used in two places is two blocks: parts of a group that nothing joins. */
  #blockOf(blocks: Block[]): Map<Expr, number> {
    const root = new Map<Expr, Expr>();
    const find = (e: Expr): Expr => {
      let r = e;
      while (root.get(r) !== r) r = root.get(r)!;
      root.set(e, r);
      return r;
    };
    const members = this.#order.filter((e) => this.#groups.has(e));
    for (const e of members) {
      root.set(e, e);
      for (const o of operands(e)) if (this.#groups.get(o) === this.#groups.get(e)) root.set(find(o), find(e));
    }
    const parts = new Map<Expr, Expr[]>();
    for (const e of members) parts.set(find(e), [...(parts.get(find(e)) ?? []), e]);
    const numbers = new Map<Expr, number>();
    for (const part of parts.values()) {
      const number = blocks.push(this.#block(part)) - 1;
      for (const e of part) numbers.set(e, number);
    }
    return new Map(members.map((e) => [e, numbers.get(e)!]));
  }

  #block(part: readonly Expr[]): Block {
    const [kind, ...words] = this.#groups.get(part[0]!)!.split(' ') as ['input' | 'layer' | 'operation', ...string[]];
    const name = words.join(' ');
    if (kind === 'input') return { kind, name, weights: [] };
    if (kind === 'operation') return { kind, name: operationName(part), weights: [] };
    const own = new Set<Expr>();
    for (const e of topological(part.flatMap(operands).filter((o) => this.#weights.has(o))))
      if (this.#paths.has(e)) own.add(e);
    const weights = this.graph.states
      .filter(({ leaf }) => own.has(leaf) && name.split(', ').includes(this.#paths.get(leaf)!))
      .map((s) => ({ name: s.name, shape: s.leaf.shape }));
    return { kind, name, weights };
  }
}

/** What a block made, without the views by which it is read in windows or beside others. */
function plain(e: Expr, inside: (e: Expr) => boolean): Expr {
  if ((e.kind !== 'view' && e.kind !== 'reshape') || !inside(e.source)) return e;
  const below = plain(e.source, inside);
  return elementCount(below.shape) === elementCount(e.shape) ? e : below;
}

/** The one or two operations that say most. */
function operationName(part: readonly Expr[]): string {
  const names = part.map((e) => (e.kind === 'map' ? e.op.name : e.kind === 'reduce' ? e.monoid : e.kind));
  const telling = [...new Set(names)].filter((n) => n !== 'view' && n !== 'reshape' && n !== 'gradientRule');
  return telling.length === 0 ? [...new Set(names)].join(', ') : telling.slice(0, 3).join(', ');
}
