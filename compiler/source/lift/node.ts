// The values that a function's source becomes: operations of the scalar core on arguments and constants, each made once.
// Constants are folded as JavaScript computes them, so loops over them unroll and conditions on them are decided.
import type { ScalarName } from '../../../dsl/scalar/op.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { ScalarProgram, Step } from '../../../dsl/scalar/program.ts';
import { stable } from './stable.ts';

type Op = ScalarName | 'argument' | 'constant' | 'rule';

export interface Node {
  readonly id: number;
  readonly op: Op;
  readonly type: 'number' | 'boolean';
  readonly args: readonly Node[];
  /** of a constant: a number, or 0 and 1 for false and true; of an argument: which one */
  readonly value: number;
  /** of a rule: the derivatives with respect to all arguments but the first, which is the value */
  derivatives: readonly Node[];
}

const logical: readonly Op[] = ['and', 'or', 'not'];
const comparing: readonly Op[] = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'];

export const isKnown = (n: Node): boolean => n.op === 'constant';
export const isValue = (n: Node, value: number): boolean => isKnown(n) && Object.is(n.value, value);

export class Builder {
  readonly #nodes = new Map<string, Node>();

  get size(): number {
    return this.#nodes.size;
  }

  argument(index: number): Node {
    return this.#node(`argument ${index}`, 'argument', 'number', [], index);
  }

  number(value: number): Node {
    return this.#node(`number ${Object.is(value, -0) ? '-0' : value}`, 'constant', 'number', [], value);
  }

  truth(value: boolean): Node {
    return this.#node(`truth ${value}`, 'constant', 'boolean', [], value ? 1 : 0);
  }

  /** An operation of the scalar core, in a form that neither overflows nor loses digits where one is known. */
  op(name: ScalarName, ...args: readonly Node[]): Node {
    const type = logical.includes(name) || comparing.includes(name) ? 'boolean' : 'number';
    if (args.every(isKnown)) {
      const value = scalars[name].evaluate(...args.map((a) => a.value));
      return type === 'boolean' ? this.truth(value !== 0) : this.number(value);
    }
    const key = `${name} ${args.map((a) => a.id).join()}`;
    return this.#nodes.get(key) ?? stable(this, name, args) ?? this.#node(key, name, type, args);
  }

  /**
   * The value of `source`, a function of `wrt` called `key`, with its derivatives stated. They may be made of the rule
   * itself, and of other rules whose derivatives are made of it.
   */
  rule(key: string, source: Node, wrt: readonly Node[], derivatives: (self: Node) => readonly Node[]): Node {
    if (isKnown(source)) return source;
    const name = `${key} ${wrt.map((x) => x.id).join()}`;
    const known = this.#nodes.get(name);
    if (known !== undefined) return known;
    const made = this.#node(name, 'rule', 'number', [source, ...wrt]);
    made.derivatives = derivatives(made);
    return made;
  }

  /** condition ? a : b, of one type */
  choose(condition: Node, a: Node, b: Node): Node {
    if (a === b) return a;
    if (a.type === 'number') return this.op('select', condition, a, b);
    return this.op('or', this.op('and', condition, a), this.op('and', this.op('not', condition), b));
  }

  #node(key: string, op: Op, type: Node['type'], args: readonly Node[], value = 0): Node {
    const found = this.#nodes.get(key) ?? { id: this.#nodes.size, op, type, args, value, derivatives: [] };
    this.#nodes.set(key, found);
    return found;
  }
}

/** What the result needs, as data. */
export function programOf<N extends number>(result: Node, takes: N): ScalarProgram<N> {
  const order = needed(result);
  const constants = order.filter(isKnown);
  const made = order.filter((n) => n.op !== 'constant' && n.op !== 'argument');
  const numbers = new Map<Node, number>(order.map((n) => [n, n.value]));
  for (const [k, n] of [...constants, ...made].entries()) numbers.set(n, takes + k);
  const number = (n: Node): number => numbers.get(n)!;
  const step = ({ op, args, derivatives }: Node): Step =>
    op === 'rule'
      ? ['rule', number(args[0]!), ...args.slice(1).flatMap((x, k) => [number(x), number(derivatives[k]!)])]
      : [op as ScalarName, ...args.map(number)];
  return { takes, constants: constants.map((n) => n.value), steps: made.map(step), result: number(result) };
}

/** All that the result and the derivatives of its rules are made of, in the order in which it was made. */
function needed(result: Node): Node[] {
  const found = new Set([result]);
  for (const n of found) for (const other of [...n.args, ...n.derivatives]) found.add(other);
  return [...found].sort((a, b) => a.id - b.id);
}
