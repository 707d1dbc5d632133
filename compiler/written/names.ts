// Which expressions of a graph have names when it is written down: results, what is used again, what would be too long
// in one line. Formulas in TypeScript and in TeX are cut at the same places.
import { type Expr, operands, type Reshape, topological } from '../../dsl/expr.ts';
import { identifier } from '../escape.ts';
import { broadcastShape, contractionOf, differsByOnes, erased, numberOf } from './views.ts';

export interface Named {
  readonly name: string;
  readonly value: Expr;
}

/** A formula may be of so many parts before one of them is named. */
const longest = 12;

/** What a formula of `e` shows: its operands, without the re-indexings that notation leaves out. */
export function partsOf(e: Expr): readonly Expr[] {
  if (e.kind === 'map') return e.args.map(operandOf).filter((a) => numberOf(a) === null);
  if (e.kind === 'reduce') {
    const contraction = contractionOf(e);
    return contraction === null ? [erased(e.source)] : contraction.factors.map((f) => f.source);
  }
  return operands(e).map(erased);
}

/** An operand of a pointwise operation: broadcasting is implicit there. */
export function operandOf(arg: Expr): Expr {
  const e = erased(arg);
  return e.kind === 'view' && numberOf(e) === null && broadcastShape(e) !== null ? erased(e.source) : e;
}

export const isLeaf = (e: Expr): boolean => e.kind === 'input' || e.kind === 'parameter';

/** Elements in another order of rows: no index says where they were. */
export function isRearranged(e: Expr): e is Reshape {
  return e.kind === 'reshape' && numberOf(e) === null && !differsByOnes(e.shape, e.source.shape);
}

/** A constant that is more than a number: given, as leaves are. */
export const isData = (e: Expr): boolean => e.kind === 'constant' && numberOf(e) === null;

/** Expressions that need names, operands before users, without `roots` and without what is `known`. */
export function namedBelow(roots: readonly Expr[], known: { has(e: Expr): boolean }): readonly Expr[] {
  const order = partsFirst(roots, known);
  const uses = new Map<Expr, number>();
  const forced = new Set<Expr>();
  for (const e of order) {
    for (const o of partsOf(e)) uses.set(o, (uses.get(o) ?? 0) + 1);
    for (const o of forcedBelow(e)) forced.add(o);
  }
  const own = new Set(roots);
  const weights = new Map<Expr, number>();
  const weightOf = (o: Expr) => (known.has(o) || own.has(o) ? 0 : (weights.get(o) ?? 0));
  return order.filter((e) => {
    if (isLeaf(e) || numberOf(e) !== null || e.kind === 'iota') return false;
    const weight = 1 + partsOf(e).reduce((n, o) => n + weightOf(o), 0);
    weights.set(e, weight);
    if (own.has(e)) return false;
    const again = (uses.get(e) ?? 0) > 1 && !isShort(e, weight);
    if (!again && !forced.has(e) && !isRearranged(e) && !isData(e) && e.kind !== 'scanOutput' && weight <= longest) {
      return false;
    }
    weights.set(e, 0);
    return true;
  });
}

/** sigmoid(x), x > 0 and 2 x are as short as names for them. */
function isShort(e: Expr, weight: number): boolean {
  if (weight !== 1 || e.kind !== 'map' || partsOf(e).length !== 1) return false;
  return e.args.length === 1 || e.dtype === 'bool' || e.op.name === 'mul' || e.op.name === 'div';
}

/** What must have a name so that it can be read at any index. */
function forcedBelow(e: Expr): readonly Expr[] {
  if (e.kind === 'scanOutput') return partsOf(e);
  if (e.kind === 'gather') return [erased(e.source)];
  return isRearranged(e) ? [erased(e.source)] : [];
}

/** Everything that formulas of the roots show, operands before users. */
export const partsFirst = (roots: readonly Expr[], known: { has(e: Expr): boolean }): Expr[] =>
  topological(roots, known, partsOf);

/** `e` and all that its formula shows and does not name. */
export function within(e: Expr, named: { has(e: Expr): boolean }): ReadonlySet<Expr> {
  const nodes = new Set([e]);
  for (const n of nodes) for (const o of operands(n)) if (!isLeaf(o) && !named.has(erased(o))) nodes.add(o);
  return nodes;
}

/** Gives names that nothing else has. */
export class Names {
  readonly #taken: Set<string>;
  #count = 0;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** The name as an identifier, with _ behind it where it is taken: 'hidden.w' is hidden_w. */
  of(name: string): string {
    let free = identifier(name);
    while (this.#taken.has(free)) free += '_';
    this.#taken.add(free);
    return free;
  }

  /** v1, v2, ... */
  next(): string {
    for (;;) {
      const name = `v${++this.#count}`;
      if (!this.#taken.has(name)) return this.of(name);
    }
  }
}
