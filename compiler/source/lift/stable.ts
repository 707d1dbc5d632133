// Identities over the values of a lifted function: those that hold for every number, and forms that do not overflow or
// lose digits in 32 bits, for those in which textbooks write activations. 1 / (1 + exp(-x)) is sigmoid(x): the same number,
// but its derivative is not 0 * Infinity at x = -100.
import type { ScalarName } from '../../../dsl/scalar/op.ts';
import { softplus } from './functions.ts';
import { type Builder, isKnown, isValue, type Node } from './node.ts';

/** An equal value in a better form, or undefined. */
export function stable(b: Builder, name: ScalarName, args: readonly Node[]): Node | undefined {
  return rules[name]?.(b, ...(args as [Node, Node, Node]));
}

type Rule = (b: Builder, x: Node, y: Node, z: Node) => Node | undefined;

const argumentOf = (n: Node, op: Node['op']): Node | undefined => (n.op === op ? n.args[0] : undefined);

/** y where n is 1 + e(y), in either order */
function onePlus(n: Node, e: (term: Node) => Node | undefined): Node | undefined {
  if (n.op !== 'add') return undefined;
  const [x, y] = n.args as readonly [Node, Node];
  return isValue(x, 1) ? e(y) : isValue(y, 1) ? e(x) : undefined;
}
const exponential = (n: Node) => argumentOf(n, 'exp');
const itself = (n: Node) => n;

/** a where n is e^a + sign e^-a */
function hyperbolic(n: Node, op: 'add' | 'sub'): Node | undefined {
  if (n.op !== op) return undefined;
  const [x, y] = n.args.map(exponential);
  return x !== undefined && y !== undefined && argumentOf(y, 'neg') === x ? x : undefined;
}

function quotient(b: Builder, x: Node, y: Node): Node | undefined {
  if (isValue(y, 1)) return x;
  const power = onePlus(y, exponential);
  if (power !== undefined) {
    if (exponential(x) === power) return b.op('sigmoid', power);
    if (argumentOf(x, 'expm1') === power) return b.op('tanh', b.op('mul', power, b.number(0.5)));
    return b.op('mul', x, b.op('sigmoid', b.op('neg', power)));
  }
  const a = hyperbolic(y, 'add');
  if (a !== undefined && hyperbolic(x, 'sub') === a) return b.op('tanh', a);
  if (!isValue(x, 1)) return undefined;
  const root = argumentOf(y, 'sqrt');
  return root === undefined ? b.op('reciprocal', y) : b.op('rsqrt', root);
}

/** x * y, where products with a constant are gathered: 0.5 * (2 * x) */
function product(b: Builder, x: Node, y: Node): Node | undefined {
  if (isKnown(y)) return isValue(y, 1) ? x : b.op('mul', y, x);
  if (isValue(x, 1)) return y;
  const [factor, rest] = scaled(y);
  if (!isKnown(x) || factor === undefined) return undefined;
  const exact = isPowerOfTwo(x.value) || isPowerOfTwo(factor);
  return exact ? b.op('mul', b.number(x.value * factor), rest!) : undefined;
}

/** c and y where n is c y, c a constant */
function scaled({ op, args }: Node): [number, Node] | [] {
  const [c, y] = args;
  return op === 'mul' && isKnown(c!) ? [c!.value, y!] : [];
}

const isPowerOfTwo = (c: number): boolean => Number.isInteger(Math.log2(Math.abs(c)));

const areOpposite = (p: Node, q: Node): boolean => argumentOf(p, 'not') === q || argumentOf(q, 'not') === p;

/** What one operand of 'and' or 'or' says of the other: p or (not p and q) is p or q; p or (p and q) is p. */
const junction =
  (op: 'and' | 'or', dual: 'and' | 'or', neutral: number): Rule =>
  (b, x, y) => {
    if (areOpposite(x, y)) return b.truth(neutral === 0);
    const orders = [
      [x, y],
      [y, x],
    ] as const;
    for (const [p, q] of orders) {
      if (isKnown(p)) return p.value === neutral ? q : p;
      if (p === q || (q.op === dual && q.args.includes(p))) return p;
      const opposite = q.op === dual ? q.args.findIndex((r) => areOpposite(p, r)) : -1;
      if (opposite >= 0) return b.op(op, p, q.args[1 - opposite]!);
    }
    return undefined;
  };

const rules: Partial<Record<ScalarName, Rule>> = {
  and: junction('and', 'or', 1),
  or: junction('or', 'and', 0),
  not: (_, x) => argumentOf(x, 'not'),
  select: (b, c, x, y) => {
    if (isKnown(c)) return c.value === 1 ? x : y;
    if (x === y) return x;
    const negated = argumentOf(c, 'not');
    if (negated !== undefined) return b.op('select', negated, y, x);
    if (x.op === 'select' && x.args[0] === c) return b.op('select', c, x.args[1]!, y);
    if (y.op === 'select' && y.args[0] === c) return b.op('select', c, x, y.args[2]!);
    return undefined;
  },
  neg: (b, x) => {
    if (x.op === 'neg') return x.args[0];
    const [factor, rest] = scaled(x);
    return factor === undefined ? undefined : b.op('mul', b.number(-factor), rest!);
  },
  mul: product,
  div: quotient,
  sub: (b, x, y) => {
    if (isValue(y, 0)) return x;
    const power = isValue(y, 1) ? exponential(x) : undefined;
    return power === undefined ? undefined : b.op('expm1', power);
  },
  log: (b, x) => {
    const power = onePlus(x, exponential);
    if (power !== undefined) return softplus(b, power);
    const y = argumentOf(x, 'sigmoid');
    if (y !== undefined) return b.op('neg', softplus(b, b.op('neg', y)));
    const small = onePlus(x, itself);
    return small === undefined ? undefined : b.op('log1p', small);
  },
  log1p: (b, x) => {
    const power = exponential(x);
    // of e^-|y| it is what softplus itself is made of
    const bounded = power?.op === 'neg' && power.args[0]!.op === 'abs';
    return power === undefined || bounded ? undefined : softplus(b, power);
  },
};
