// Reads expressions of a program for what they mean: which function of the language a call is to, which value a name holds,
// and, by following the user's own functions with what they are given, how values flow from one to the other. Nothing is
// run; what cannot be followed is unknown.
import { ts } from 'ts-morph';
import { applied } from './apply.ts';
import { expressionValue } from './expressions.ts';
import { run } from './statements.ts';
import { type Closure, choice, type Frame, partsOf, unknown, type Value } from './value.ts';

/** Deeper calls, and more of them, are not followed: what they give is unknown. */
const deepest = 48;
const most = 4_000;
/** ... of a model's function, with all that it calls */
const mostOfModel = 40_000;

export class Evaluator {
  readonly checker: ts.TypeChecker;
  /** what statements do besides what a function gives: the arguments of calls whose results nobody reads */
  effects: Value[] = [];
  /** whether something was left out because there was too much of it */
  incomplete = false;
  era = 0;
  #work = 0;
  #most = most;
  readonly #calls: ts.Node[] = [];
  readonly #open = new Map<ts.Node | undefined, Frame>();
  readonly #escaped = new WeakMap<Closure, Value>();

  constructor(checker: ts.TypeChecker) {
    this.checker = checker;
  }

  /** The value of an expression, where nothing is known of the arguments of the functions around it. */
  of(node: ts.Expression): Value {
    this.#work = 0;
    this.#most = most;
    return this.evaluate(node, this.openFrame(node));
  }

  /** What follows is of a model: effects are gathered anew. */
  beginModel(): void {
    this.#work = 0;
    this.#most = mostOfModel;
    this.effects = [];
    this.incomplete = false;
  }

  evaluate(node: ts.Expression, frame: Frame): Value {
    if (++this.#work > this.#most || this.#calls.length > deepest) {
      this.incomplete = true;
      return unknown(node);
    }
    return expressionValue(this, node, frame);
  }

  /** f(...args), at `node`. */
  apply(callee: Value, args: readonly Value[], node: ts.Node): Value {
    return applied(this, callee, args, node);
  }

  /** What a function of the user's gives for arguments. */
  invoke({ fn, frame }: Closure, args: readonly Value[], node: ts.Node): Value {
    const turns = this.#calls.filter((c) => c === fn).length;
    if (fn.body === undefined || turns > 2 || this.#calls.length > deepest) return unknown(node, args);
    const inner: Frame = { fn, args, parent: frame, era: this.era, values: new Map() };
    this.#calls.push(fn);
    try {
      if (!ts.isBlock(fn.body)) return this.evaluate(fn.body as ts.Expression, inner);
      const results = run(this, fn.body.statements, inner).values;
      return results.length === 0 ? { is: 'literal', value: undefined, node } : choice(node, results);
    } finally {
      this.#calls.pop();
    }
  }

  /** What a function gives where it is handed on to something that is not known: for any arguments. */
  escaped(closure: Closure): Value {
    let found = this.#escaped.get(closure);
    if (found === undefined) {
      // a function that hands itself on
      this.#escaped.set(closure, unknown(closure.node));
      const before = this.effects;
      this.effects = [];
      const result = this.invoke(
        closure,
        closure.fn.parameters.map((p) => unknown(p)),
        closure.node,
      );
      found = unknown(closure.node, [result, ...this.effects]);
      this.effects = before;
      this.#escaped.set(closure, found);
    }
    return found;
  }

  /** All that a value is made of, itself included. */
  within(values: readonly Value[]): Set<Value> {
    const all = new Set<Value>();
    const visit = (value: Value): void => {
      if (all.has(value)) return;
      all.add(value);
      for (const part of this.parts(value)) visit(part);
    };
    for (const value of values) visit(value);
    return all;
  }

  /** What a value is made of directly. */
  parts(value: Value): readonly Value[] {
    return value.is === 'closure' ? [this.escaped(value)] : partsOf(value);
  }

  /** The frame of the functions around a node, where they are not called. */
  openFrame(node: ts.Node): Frame {
    const fn = ts.findAncestor(node.parent, ts.isFunctionLike);
    return this.openFrameOf(fn);
  }

  openFrameOf(fn: ts.Node | undefined): Frame {
    let frame = this.#open.get(fn);
    if (frame === undefined) {
      const parent = fn === undefined ? undefined : this.openFrame(fn);
      frame = { fn, args: undefined, parent, era: 0, values: new Map() };
      this.#open.set(fn, frame);
    }
    return frame;
  }

  /** The frame in which a declaration of a function has its values, seen from another one. */
  frameOf(fn: ts.Node | undefined, from: Frame): Frame {
    for (let f: Frame | undefined = from; f !== undefined; f = f.parent) if (f.fn === fn) return f;
    return this.openFrameOf(fn);
  }

  /** A value that is kept in its frame once it is known: it is as old as the frame. */
  kept(node: ts.Node, frame: Frame, make: () => Value): Value {
    const found = frame.values.get(node);
    if (found !== undefined) return found;
    // what refers to itself
    frame.values.set(node, unknown(node));
    const era = this.era;
    this.era = frame.era;
    const value = make();
    this.era = era;
    frame.values.set(node, value);
    return value;
  }
}
