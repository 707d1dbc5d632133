// What an expression of a program means to the lints: functions of the language, what they were applied to, and the records,
// lists and functions of the user's that carry them. What is not understood is unknown, with the values that it was made of.
import type { ts } from 'ts-morph';

interface At {
  /** where it was made */
  readonly node: ts.Node;
}

/** A function or value of the language: relu, input.i32, evaluating. */
export interface Language extends At {
  readonly is: 'language';
  readonly name: string;
}

/** What a function of the language gives: affine(8, 3), relu(x), model(...). */
export interface Call extends At {
  readonly is: 'call';
  readonly name: string;
  readonly args: readonly Value[];
  /** grows with each turn of a callback: what is made in a turn is younger than the turn */
  readonly era: number;
}

/** What a layer or a stage gives: affine(8, 3)(x). */
export interface Applied extends At {
  readonly is: 'applied';
  readonly callee: Value;
  readonly args: readonly Value[];
}

export interface Member extends At {
  readonly is: 'member';
  readonly of: Value;
  readonly name: string;
}

/** A function of the user's with the variables that it sees. */
export interface Closure extends At {
  readonly is: 'closure';
  readonly fn: ts.FunctionLikeDeclaration;
  readonly frame: Frame;
}

/** One call of a function: what its parameters are, and what its variables were found to be. */
export interface Frame {
  readonly fn: ts.Node | undefined;
  /** undefined where the function is looked at without a call */
  readonly args: readonly Value[] | undefined;
  readonly parent: Frame | undefined;
  readonly era: number;
  readonly values: Map<ts.Node, Value>;
}

export interface Fields extends At {
  readonly is: 'fields';
  readonly fields: ReadonlyMap<string, Value>;
  /** where each is written */
  readonly names: ReadonlyMap<string, ts.Node>;
  /** spread into it, and not known by name */
  readonly rest: readonly Value[];
}

export interface List extends At {
  readonly is: 'list';
  readonly items: readonly Value[];
  /** the one item stands for any number of them */
  readonly many: boolean;
  /** ... and what in it is older than this is the same object at each place */
  readonly since: number;
}

export interface Choice extends At {
  readonly is: 'choice';
  readonly of: readonly Value[];
  /** each of them is the value in a turn of a loop that has one for it: none is only possible */
  readonly turns?: boolean;
}

export interface Literal extends At {
  readonly is: 'literal';
  readonly value: string | number | boolean | null | undefined;
}

/** What a model's function is given for a declared input. */
export interface Fed extends At {
  readonly is: 'fed';
  readonly input: Value;
}

export interface ModeValue extends At {
  readonly is: 'mode';
  readonly training: boolean;
}

export interface Unknown extends At {
  readonly is: 'unknown';
  readonly parts: readonly Value[];
}

export type Value =
  | Language
  | Call
  | Applied
  | Member
  | Closure
  | Fields
  | List
  | Choice
  | Literal
  | Fed
  | ModeValue
  | Unknown;

export const unknown = (node: ts.Node, parts: readonly Value[] = []): Unknown => ({ is: 'unknown', parts, node });

export const literal = (node: ts.Node, value: Literal['value']): Literal => ({ is: 'literal', value, node });

/** One of several values; the one itself where there is one. */
export function choice(node: ts.Node, of: readonly Value[], turns = false): Value {
  const flat = [...new Set(of.flatMap((v) => (v.is === 'choice' ? v.of : [v])))];
  const all = turns && of.every((v) => v.is !== 'choice' || v.turns === true);
  return flat.length === 1 ? flat[0]! : { is: 'choice', of: flat, node, ...(all ? { turns: true } : {}) };
}

/** What a value is made of directly. Functions are left to the evaluator, which can call them. */
export function partsOf(value: Value): readonly Value[] {
  switch (value.is) {
    case 'call':
      return value.args;
    case 'applied':
      return [value.callee, ...value.args];
    case 'member':
      return [value.of];
    case 'fields':
      return [...value.fields.values(), ...value.rest];
    case 'list':
      return value.items;
    case 'choice':
      return value.of;
    case 'unknown':
      return value.parts;
    case 'fed':
      return [value.input];
    default:
      return [];
  }
}

/** Items that are written one by one. */
export const list = (node: ts.Node, items: readonly Value[]): List => ({
  ...{ is: 'list', items, many: false, since: never, node },
});
/** One item that stands for any number of them, each made anew unless it is older than `since`. */
export const many = (node: ts.Node, item: Value, since = never): List => ({
  ...{ is: 'list', items: [item], many: true, since, node },
});
/** Before anything is made, and after. */
export const never = -1;
export const always = Number.POSITIVE_INFINITY;

/** The constant that a value is. */
export const known = (value: Value): Literal['value'] | typeof nothing =>
  value.is === 'literal' ? value.value : nothing;
export const nothing = Symbol('nothing is known');
