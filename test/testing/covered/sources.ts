// Where the nodes of a user's program are written: the operation that was called, and the line that called it.
import type { Expr } from '../../../dsl/expr.ts';
import { watch } from '../../../dsl/intern.ts';

export interface Source {
  /** what was called: 'where', 'relu', 'customGradient', 'lifted function' */
  readonly call: string;
  /** 'model.ts:20', where the engine tells it */
  readonly place?: string;
}

/** Operations that choose between values, and those that state a derivative. */
const calls = ['where', 'clamp', 'leakyRelu', 'elu', 'customGradient'] as const;

type Told = NonNullable<typeof watch.node>;

/** Frames from the user's line down to the operation that makes a node. */
const deepest = 60;
/** from a lifted function's step to a node of it */
const nearest = 10;

export class Sources {
  readonly #of = new Map<object, Source>();

  of(e: Expr): Source | undefined {
    return this.#of.get(e);
  }

  /** Runs `make`, and keeps where its nodes are written. Nothing is kept while another program is followed. */
  follow<T>(make: () => T): T {
    if (watch.node !== undefined || !('captureStackTrace' in Error)) return make();
    const { from } = watch;
    const limit = Error.stackTraceLimit;
    const told: Told = (made, placeIn) => this.#note(made, placeIn, told);
    watch.node = told;
    watch.from = undefined;
    try {
      return make();
    } finally {
      watch.node = undefined;
      watch.from = from;
      Error.stackTraceLimit = limit;
    }
  }

  #note(made: object, placeIn: (stack: string) => string | undefined, told: object): void {
    if (this.#of.has(made) || !chooses(made as Expr)) return;
    const { from } = watch;
    if (from !== undefined) {
      // a derivative is not what the user wrote; the same node over other operands is
      const known = this.#of.get(from);
      if (known !== undefined && sameKind(made as Expr, from as Expr)) this.#of.set(made, known);
      return;
    }
    // of what chooses nothing only lifted functions matter, and those are near
    if (!isChoice(made as Expr) && !stackOf(told, nearest).includes('applyProgram')) return;
    const frames = stackOf(told, deepest).split('\n').slice(1);
    const first = frames.findIndex((line) => placeIn(line) !== undefined);
    if (first < 0) return;
    const call = callIn(frames.slice(0, first), made as Expr);
    const place = placeIn(frames[first]!);
    if (call !== undefined) this.#of.set(made, { call, ...(place === undefined ? {} : { place: short(place) }) });
  }
}

/** The stack below `told`. Long ones cost: runners map each frame to a source. */
function stackOf(told: object, frames: number): string {
  const holder: { stack?: string } = {};
  Error.stackTraceLimit = frames;
  Error.captureStackTrace(holder, told as () => void);
  return holder.stack ?? '';
}

const isChoice = (e: Expr): boolean =>
  e.kind === 'gradientRule' || (e.kind === 'map' && ['select', 'max', 'min', 'abs'].includes(e.op.name));

/** Nodes whose derivative depends on a choice, those of lifted functions, and stated derivatives. */
const chooses = (e: Expr): boolean => e.kind === 'map' || e.kind === 'gradientRule';

const sameKind = (a: Expr, b: Expr): boolean =>
  a.kind === b.kind && (a.kind !== 'map' || b.kind !== 'map' || a.op === b.op);

/** The operation of the language that the user's line called, of those whose choices are the user's. */
function callIn(library: readonly string[], e: Expr): string | undefined {
  // what a layer, a loss or another operation is made of is the library's own
  const outer = library.findLastIndex(
    (line) => /dsl\/ops\/|\blifted\b|applyProgram/.test(line) || names(line) !== undefined,
  );
  if (outer < 0 || library.slice(outer + 1).some((line) => /dsl\/nn\/(?!compose|model)/.test(line))) return undefined;
  const inside = library.slice(0, outer + 1);
  if (inside.some((line) => line.includes('applyProgram'))) return 'lifted function';
  const named = names(library[outer]!);
  if (named !== undefined) return (named === 'customGradient') === (e.kind === 'gradientRule') ? named : undefined;
  if (e.kind !== 'map') return undefined;
  if (library[outer]!.includes('activations'))
    return e.op.name === 'max' && !inside.some(isOfRule) ? 'relu' : undefined;
  if (/dsl\/ops\/(binary|unary)/.test(library[outer]!)) return plain[e.op.name];
  return undefined;
}

const plain: Readonly<Record<string, string>> = { max: 'maximum', min: 'minimum', abs: 'abs' };

/** softplus states its derivative: its maximum is not differentiated */
const isOfRule = (line: string): boolean => line.includes('softplusOf');

function names(line: string): string | undefined {
  const name = /^\s*at (?:async )?(?:\w+\.)?(\w+)/.exec(line)?.[1];
  return calls.find((c) => c === name);
}

/** From the working directory, without the column, which what loads TypeScript may move. */
function short(place: string): string {
  const path = place.replace(/^file:\/\//, '').replace(/:\d+$/, '');
  const { process } = globalThis as { readonly process?: { readonly cwd?: () => string } };
  const folder = process?.cwd?.();
  return folder !== undefined && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
