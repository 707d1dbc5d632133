// Names inside a function that is being lifted, and what its variables hold where its statements have come to.
import type { ts } from 'ts-morph';
import type { Node } from './node.ts';

export type FunctionNode = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction;

export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
  readonly mutable: boolean;
  /** the function that it belongs to */
  readonly call: ts.Node;
}

/** A function with the names that its body can see. */
export interface Callable {
  readonly kind: 'function';
  readonly declaration: FunctionNode;
  /** undefined: those around its declaration alone */
  readonly scope: Scope | undefined;
}

export class Scope {
  readonly call: ts.Node;
  readonly #parent: Scope | undefined;
  readonly #names = new Map<string, Variable | Callable>();

  constructor(call: ts.Node, parent?: Scope) {
    this.call = call;
    this.#parent = parent;
  }

  /** A block of the same call. */
  inner(): Scope {
    return new Scope(this.call, this);
  }

  declare(name: string, mutable: boolean): Variable {
    const variable = { kind: 'variable', name, mutable, call: this.call } as const;
    this.#names.set(name, variable);
    return variable;
  }

  declareFunction(name: string, declaration: FunctionNode): void {
    this.#names.set(name, { kind: 'function', declaration, scope: this });
  }

  find(name: string): Variable | Callable | undefined {
    return this.#names.get(name) ?? this.#parent?.find(name);
  }

  /** The outermost function around: names that are in no scope are looked for around its declaration. */
  get outermost(): ts.Node {
    return this.#parent?.outermost ?? this.call;
  }
}

/** Where the statements of a call have come to: all conditions say for which arguments. */
export interface State {
  readonly values: Map<Variable, Node>;
  /** whether the call has returned, and what */
  returned: Node;
  result: Node | undefined;
  /** whether the innermost loop was left, or its body for this time */
  broken: Node;
  continued: Node;
}

/** The state of a call, or of one way of it, in which nothing was left yet. `no` is the truth value false. */
export function stateOf(no: Node, values: Iterable<readonly [Variable, Node]> = []): State {
  return { values: new Map(values), returned: no, result: undefined, broken: no, continued: no };
}
