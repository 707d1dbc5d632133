// Loops over a leading axis. The body is traced once, with placeholders for the carries and for one row of each
// sequence; whatever it uses from outside is computed once, before the loop, and handed in as a constant.
import { isLiteral, makeInput, makeScanOutput } from '../build.ts';
import { ShapeError } from '../error.ts';
import { type Expr, type GradientRule, type Input, operands, type Scan, topological } from '../expr.ts';
import { nextId } from '../intern.ts';
import { declared, namesOf } from '../names.ts';
import { indexed, rangesOf } from '../ranges.ts';
import { oneLength } from '../shape/rules/index.ts';
import { gradientStop } from './gradient.ts';
import { Substitution } from './substitute.ts';
import { inTurn, type Turn } from './turns.ts';

export interface Loop {
  readonly initial: readonly Expr[];
  readonly sequences: readonly Expr[];
  readonly reverse: boolean;
  readonly body: (
    carries: readonly Expr[],
    slices: readonly Expr[],
  ) => { readonly carries: readonly Expr[]; readonly outputs: readonly Expr[] };
}

export interface LoopResult {
  readonly carries: readonly Expr[];
  readonly outputs: readonly Expr[];
}

export function scan({ initial, sequences, reverse, body }: Loop): LoopResult {
  const length = lengthOf(sequences);
  const carryInputs = initial.map((e, i) => declared(makeInput(`carry${i}`, e.shape, e.dtype), () => namesOf(e)));
  const sliceInputs = sequences.map((e, i) =>
    declared(makeInput(`slice${i}`, e.shape.slice(1), e.dtype), () => namesOf(e).slice(1)),
  );
  const { traced, turn } = inTurn(length, () => body(carryInputs, sliceInputs));
  for (const [i, next] of traced.carries.entries()) checkCarry(initial[i]!, next);
  for (const [i, slice] of sliceInputs.entries()) {
    for (const range of rangesOf(slice)) if (!range.read) indexed(sequences[i]!, range);
  }
  const kept = keptCarries(turn);
  const all = {
    initial: [...initial, ...turn.kept.keys()],
    sequences: [...sequences, ...turn.rows.map((row) => row.sequence)],
    carryInputs: [...carryInputs, ...kept.inputs],
    sliceInputs: [...sliceInputs, ...turn.rows.map((row) => row.slice)],
  };
  const roots = kept.apply([...traced.carries, ...kept.next, ...traced.outputs]);
  const closed = close(roots, [...all.carryInputs, ...all.sliceInputs]);
  const carries = all.initial.length;
  const loop: Scan = Object.freeze({
    id: nextId(),
    length,
    reverse,
    ...all,
    constants: closed.constants,
    constantInputs: closed.constantInputs,
    nextCarries: closed.roots.slice(0, carries),
    outputs: closed.roots.slice(carries),
  });
  [...turn.kept.values()].forEach(({ into }, i) => {
    into(makeScanOutput(loop, initial.length + i));
  });
  return {
    carries: initial.map((e, i) => declared(makeScanOutput(loop, i), () => namesOf(e))),
    outputs: traced.outputs.map((e, i) =>
      declared(makeScanOutput(loop, carries + i), () => [namesOf(sequences[0]!)[0]!, ...namesOf(e)]),
    ),
  };
}

/** What a turn keeps is a carry: the body reads what the turn before kept. No gradient flows from turn to turn there. */
function keptCarries({ kept }: Turn) {
  const inputs = [...kept.keys()].map((leaf) => makeInput(leaf.name, leaf.shape, leaf.dtype));
  const next = [...kept.values()].map((k) => gradientStop(k.next));
  const carried = new Substitution(new Map([...kept.keys()].map((leaf, i) => [leaf, inputs[i]!])));
  return {
    inputs,
    next,
    apply: (roots: readonly Expr[]) => (kept.size > 0 ? roots.map((e) => carried.apply(e)) : roots),
  };
}

function lengthOf(sequences: readonly Expr[]): number {
  const lengths = sequences.map((s) => {
    if (s.shape.length === 0) throw new ShapeError('scanScalar', [s.shape]);
    return s.shape[0]!;
  });
  if (lengths.length === 0) throw new TypeError('scan: needs a sequence to go over; iota(n) counts n steps');
  return oneLength(lengths);
}

function checkCarry(before: Expr, after: Expr): void {
  if (before.shape.join() !== after.shape.join()) throw new ShapeError('scanCarry', [before.shape, after.shape]);
  if (before.dtype !== after.dtype) throw new ShapeError('scanCarryType', [before.dtype, after.dtype]);
}

interface Closed {
  readonly roots: readonly Expr[];
  readonly constants: readonly Expr[];
  readonly constantInputs: readonly Input[];
}

/** The roots over `placeholders` and constants only: everything else that they use is replaced by new placeholders. */
function close(roots: readonly Expr[], placeholders: readonly Expr[]): Closed {
  const { cotangents, answers } = askRules(roots);
  const order = topological([...roots, ...answers]);
  const inside = new Set<Expr>([...placeholders, ...cotangents]);
  for (const e of order) if (operands(e).some((o) => inside.has(o))) inside.add(e);
  const images = new Map<Expr, Expr>();
  const hoist = (e: Expr): void => {
    if (!inside.has(e) && !images.has(e) && !isNumber(e)) {
      images.set(e, makeInput(`constant${images.size}`, e.shape, e.dtype));
    }
  };
  for (const e of order) if (inside.has(e)) for (const o of operands(e)) hoist(o);
  for (const e of roots) hoist(e);
  const substitution = new Substitution(images);
  return {
    roots: roots.map((r) => substitution.apply(r)),
    constants: [...images.keys()],
    constantInputs: [...images.values()] as Input[],
  };
}

/** A literal or an index, viewed in any way: no derivative is taken by it. */
function isNumber(e: Expr): boolean {
  let base = e;
  while (base.kind === 'view' || base.kind === 'reshape') base = base.source;
  return base.kind === 'iota' || isLiteral(base);
}

interface Asked {
  readonly cotangents: readonly Expr[];
  readonly answers: readonly Expr[];
}

/** Rules in rules that are asked: what only fourth derivatives read is not looked for. A rule may be made of itself. */
const deepestRule = 3;

/** What replaced derivatives will use: their rules are asked once, and those that they are made of, so that it is handed in too. */
function askRules(roots: readonly Expr[]): Asked {
  const cotangents = new Map<GradientRule, Expr>();
  const answers: Expr[] = [];
  let latest = roots;
  for (let level = 0; level < deepestRule; level++) {
    const rules = topological(latest).filter((e) => e.kind === 'gradientRule');
    latest = rules.flatMap((e) => {
      if (cotangents.has(e)) return [];
      const g = makeInput('cotangent', e.shape, e.dtype);
      cotangents.set(e, g);
      return e.pullback(g);
    });
    answers.push(...latest);
  }
  return { cotangents: [...cotangents.values()], answers };
}
