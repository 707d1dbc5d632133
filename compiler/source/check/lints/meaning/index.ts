// The models, steps and calls of a file, and what they mean: what every lint asks.
import { ts } from 'ts-morph';
import { callsOf } from '../lint.ts';
import { Evaluator } from './evaluator.ts';
import { isOwnFile, isOwnSymbol } from './symbols.ts';
import { type Call, type Fields, literal, unknown, type Value } from './value.ts';

/** What a model gives, in training or not. */
export interface Outcome {
  readonly result: Value;
  /** all that is used for the result, and for what its function does besides */
  readonly reached: ReadonlySet<Value>;
  /** what its function does besides */
  readonly effects: readonly Value[];
  /** what its function was given for its inputs, at the places of `inputs` */
  readonly fed: Value;
  /** not all of it was followed */
  readonly incomplete: boolean;
}

export interface LossOfStep {
  readonly value: Value;
  readonly prediction: Value;
  readonly layers: Value | undefined;
}

interface Calls {
  readonly named: ReadonlyMap<string, readonly Call[]>;
  readonly values: readonly Called[];
}

/** A call and what it gives. */
export interface Called {
  readonly node: ts.CallExpression;
  readonly value: Value;
}

const meanings = new WeakMap<ts.TypeChecker, Meaning>();

/** What the programs of a checker mean. */
export function meaningOf(checker: ts.TypeChecker): Meaning {
  let found = meanings.get(checker);
  if (found === undefined) {
    found = new Meaning(checker);
    meanings.set(checker, found);
  }
  return found;
}

export class Meaning {
  readonly on: Evaluator;
  readonly #calls = new WeakMap<ts.SourceFile, Calls>();
  readonly #outcomes = new Map<Call, Map<boolean, Outcome>>();

  constructor(checker: ts.TypeChecker) {
    this.on = new Evaluator(checker);
  }

  /** The calls of a file to functions of the language, by name. */
  calls(file: ts.SourceFile, ...names: readonly string[]): readonly Call[] {
    const { named } = this.#callsIn(file);
    return names.flatMap((name) => named.get(name) ?? []);
  }

  /** What all calls of a file give that are to what the language declares, layers and stages included. */
  values(file: ts.SourceFile): readonly Called[] {
    return this.#callsIn(file).values;
  }

  #callsIn(file: ts.SourceFile): Calls {
    let found = this.#calls.get(file);
    if (found === undefined) {
      found = this.#callsOf(file);
      this.#calls.set(file, found);
    }
    return found;
  }

  #callsOf(file: ts.SourceFile): Calls {
    const named = new Map<string, Call[]>();
    const values: Called[] = [];
    for (const node of callsOf(file)) {
      const isOwn = this.#isOwn(node);
      if (!isOwn && !this.#makes(node)) continue;
      const value = this.on.of(node);
      if (isOwn) values.push({ node, value });
      if (value.is === 'call' && (value.node === node || !isOwn))
        named.set(value.name, [...(named.get(value.name) ?? []), value]);
    }
    return { named, values };
  }

  /** Is a call to what the language declares? */
  #isOwn(node: ts.CallExpression): boolean {
    const declaration = this.on.checker.getResolvedSignature(node)?.declaration;
    return declaration !== undefined && isOwnFile(declaration.getSourceFile().fileName);
  }

  /** Is a call of a function of the user's that makes a model or a step? It knows what the function is given. */
  #makes(node: ts.CallExpression): boolean {
    const { symbol } = this.on.checker.getTypeAtLocation(node);
    return symbol !== undefined && ['Model', 'Definition'].includes(symbol.name) && isOwnSymbol(symbol);
  }

  /** What a model gives for what it is fed. */
  outcome(model: Call, training: boolean): Outcome {
    const known = this.#outcomes.get(model) ?? new Map<boolean, Outcome>();
    this.#outcomes.set(model, known);
    let found = known.get(training);
    if (found === undefined) {
      found = this.#outcomeOf(model, training);
      known.set(training, found);
    }
    return found;
  }

  #outcomeOf(model: Call, training: boolean): Outcome {
    const { on } = this;
    const [layers, inputs, forward] = model.args;
    const fed = inputs === undefined ? unknown(model.node) : feed(inputs);
    on.beginModel();
    const args: Value[] = [layers ?? unknown(model.node), fed, { is: 'mode', training, node: model.node }];
    const result = forward === undefined ? unknown(model.node) : on.apply(forward, args, model.node);
    const { effects } = on;
    const reached = on.within([result, ...effects]);
    return { result, effects, reached, fed, incomplete: on.incomplete };
  }

  /** The loss of trainStep or evaluateStep: the prediction of its model against its target; undefined where it is not known. */
  loss(step: Call): LossOfStep | undefined {
    const [model, loss] = step.args;
    if (model?.is !== 'call' || model.name !== 'model' || loss === undefined) return undefined;
    const { result: prediction } = this.outcome(model, step.name === 'trainStep');
    this.on.beginModel();
    const value = this.#lossOf(loss, prediction, step);
    return value && { value, prediction, layers: model.args[0] };
  }

  #lossOf(loss: Value, prediction: Value, step: Call): Value | undefined {
    const at = ts.isCallExpression(step.node) ? (step.node.arguments[1] ?? step.node) : step.node;
    // what a step is fed as a target is a leaf
    const fed: Value = { is: 'fed', input: literal(at, undefined), node: at };
    if (loss.is === 'language' || loss.is === 'call') {
      const args = [prediction, fed];
      return { is: 'call', name: loss.name, args, node: at, era: 0 };
    }
    if (loss.is !== 'fields') return undefined;
    const f = loss.fields.get('loss');
    const target = loss.fields.get('target');
    return f && this.on.apply(f, [prediction, target === undefined ? fed : feed(target)], at);
  }
}

/** Declared inputs as a model's function sees them. */
export function feed(inputs: Value): Value {
  if (inputs.is === 'fields') {
    const fields = new Map([...inputs.fields].map(([name, value]) => [name, feed(value)]));
    return { ...inputs, fields, rest: inputs.rest.map(feed) } satisfies Fields;
  }
  if (inputs.is === 'list') return { ...inputs, items: inputs.items.map(feed) };
  return { is: 'fed', input: inputs, node: inputs.node };
}

/** The tree of a model: layers or inputs, each with its path and where it is written. */
export interface Leaf {
  readonly path: string;
  readonly value: Value;
  readonly node: ts.Node;
}

export function leavesOf(tree: Value | undefined, path = '', node = tree?.node): Leaf[] {
  if (tree === undefined || node === undefined) return [];
  const below = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (tree.is === 'fields')
    return [...tree.fields].flatMap(([name, value]) =>
      leavesOf(value, below(name), tree.names.get(name) ?? value.node),
    );
  if (tree.is === 'list') return tree.items.flatMap((item, i) => leavesOf(item, below(tree.many ? 'n' : `${i}`), node));
  return [{ path, value: tree, node }];
}
