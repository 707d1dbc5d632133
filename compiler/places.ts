// Where expressions come from: the lines of the user's source in which nodes were made. What is made of a node (its
// derivative, its simpler form) comes from the lines of that node.
import { type Expr, elementCount, operands } from '../dsl/expr.ts';
import type { Definition, Graph } from '../dsl/graph.ts';
import { watch } from '../dsl/intern.ts';

/** 'file:line', as a stack says the file */
export type Place = string;

/** A derivative that was asked for while places were kept. */
export interface Asked {
  readonly wrt: Expr;
  readonly derivative: Expr;
}

type PlaceInNode = NonNullable<typeof watch.node>;
type PlaceIn = Parameters<PlaceInNode>[1];

/** Keeps places of what is made in `follow`; outside of it nothing is kept. */
export class Places {
  readonly derivatives: Asked[] = [];
  readonly #of = new WeakMap<object, ReadonlySet<Place>>();
  /** the definition whose graph is made: it asks for what no line of the model asks for, such as the update of a weight */
  asking: object | undefined;
  readonly #kernels = new Map<string, readonly Place[]>();

  /** The lines that `e` comes from; none where only the library made it. */
  of(e: Expr): readonly Place[] {
    return this.ofAll([e]);
  }

  /** Those of several, each once, files and lines in order. */
  ofAll(all: Iterable<Expr>): readonly Place[] {
    const places = new Set<Place>();
    for (const e of all) for (const place of this.#of.get(e) ?? []) places.add(place);
    return [...places].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  }

  /** The lines that a kernel of this number (k3 of 'k3_max', and what is split from it) computes. */
  ofKernel(name: string): readonly Place[] {
    return this.#kernels.get(numberOf(name)) ?? [];
  }

  /** Runs `make`, which may take time, and keeps where its nodes are made. One at a time. */
  async follow<T>(make: () => T | Promise<T>): Promise<T> {
    if (watch.node !== undefined) throw new Error('places: another program is being followed');
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = deepestStack;
    const told = (made: object, placeIn: PlaceIn) => this.#note(made, placeIn, told);
    watch.node = told;
    watch.from = undefined;
    watch.gradient = (wrt, derivatives) => {
      // Boundary: dsl/grad gives nodes, and `watch` knows them as objects so that it need not know kinds.
      wrt.forEach((x, i) => {
        this.derivatives.push({ wrt: x as Expr, derivative: derivatives[i] as Expr });
      });
    };
    try {
      return await make();
    } finally {
      watch.node = undefined;
      watch.from = undefined;
      watch.gradient = undefined;
      Error.stackTraceLimit = limit;
    }
  }

  /** Runs the user's model: what calls this is none of it, in whichever copy of the library that is. */
  traced(definition: Definition, symbols: Parameters<Definition['trace']>[0]): Graph {
    return followedByPlaces(definition, symbols);
  }

  /** For `compileGraph`: the lines of all that a kernel computes. */
  readonly kernel = (name: string, roots: readonly Expr[], isStored: (e: Expr) => boolean): void => {
    const nodes = new Set(roots);
    for (const e of nodes) for (const o of operands(e)) if (!isStored(o)) nodes.add(o);
    this.#kernels.set(numberOf(name), this.ofAll(nodes));
  };

  #note(made: object, placeIn: PlaceIn, told: PlaceInNode): void {
    if (isLiteral(made as Expr)) return;
    const known = watch.from === undefined ? undefined : this.#of.get(watch.from);
    const places = known ?? ownPlace(placeIn(callersOf(told))) ?? this.#asking();
    if (places === undefined) return;
    const before = this.#of.get(made);
    this.#of.set(made, before === undefined ? places : new Set([...before, ...places]));
  }

  #asking(): ReadonlySet<Place> | undefined {
    return this.asking && this.#of.get(this.asking);
  }
}

/** Frames from the user's model down to the operation that makes a node, with those of the library between. */
const deepestStack = 100;

// Its name tells where the stack of the model ends.
function followedByPlaces(definition: Definition, symbols: Parameters<Definition['trace']>[0]): Graph {
  return definition.trace(symbols);
}

/** The stack below `told` and above what traces the model. */
function callersOf(told: PlaceInNode): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, told);
  const lines = (holder.stack ?? '').split('\n');
  const end = lines.findIndex((line) => line.includes('followedByPlaces'));
  return (end < 0 ? lines : lines.slice(0, end)).join('\n');
}

/** Columns are left out: what loads TypeScript may move them. Installed packages are not the user's source. */
function ownPlace(place: string | undefined): ReadonlySet<Place> | undefined {
  if (place === undefined || place.includes('/node_modules/')) return undefined;
  return new Set([place.replace(/:\d+$/, '')]);
}

/** Numbers and indices belong to every line that writes one. */
function isLiteral(e: Expr): boolean {
  if (e.kind === 'view' || e.kind === 'reshape') return isLiteral(e.source);
  return e.kind === 'iota' || (e.kind === 'constant' && elementCount(e.shape) === 1);
}

const numberOf = (kernel: string): string => /^k\d+/.exec(kernel)?.[0] ?? kernel;
