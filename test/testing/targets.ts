// What can be fuzzed, each as a source of specimens: the run's number in, a program with values out.
import { type Binding, bindingOf } from '../../dsl/binding.ts';
import { makeInput } from '../../dsl/build.ts';
import type { Expr, Input, Parameter } from '../../dsl/expr.ts';
import type { Definition } from '../../dsl/graph.ts';
import { fold, keyOf, uniform } from '../../dsl/key.ts';
import { evaluating, Training } from '../../dsl/nn/mode.ts';
import { bindInputs, type Model, symbolsIn } from '../../dsl/nn/model.ts';
import { leavesOf } from '../../dsl/nn/tree.ts';
import { declarationOf } from '../../dsl/ops/leaves.ts';
import { keyOf as keyTensor } from '../../dsl/ops/random.ts';
import type { Domain } from '../../dsl/scalar/op.ts';
import { type AnyTensor, asTensor, toExpr } from '../../dsl/tensor.ts';
import { highest } from '../../runtime/verify/draw.ts';
import { Sources } from './covered/sources.ts';
import type { DrawnValues } from './inputs/arbitrary.ts';
import { fitted } from './inputs/given.ts';
import { byName, type DeclaredInput, givenLeaf } from './inputs/leaves.ts';
import { drawnLeaf } from './programs/drawn.ts';
import type { Leaf, Specimen } from './programs/specimen.ts';
import { tidy } from './shrink/structure.ts';

export interface Target {
  readonly name: string;
  /** named dimensions, drawn anew for each run where they are not given */
  readonly symbols: readonly string[];
  /** `values`: what arbitraries gave, for a function whose inputs are as they are */
  readonly trace: (binding: Binding, run: number, values?: DrawnValues) => Traced;
  /** the shapes of the inputs, where they are known before a trace */
  readonly declared?: readonly DeclaredInput[];
  /** the named dimension whose rows do not see each other, in runs of which that can be said */
  readonly rows?: (run: number) => string | undefined;
}

export interface Traced {
  readonly inputs: readonly { readonly name: string; readonly leaf: Input | Parameter }[];
  readonly outputs: readonly Expr[];
}

export interface Draw {
  readonly seed: number;
  /** sizes of named dimensions; the others are drawn */
  readonly symbols?: Readonly<Record<string, number>>;
  /** rows of a batch may see each other: nothing is said of a batch of one */
  readonly mixed?: boolean;
  /** what the user's arbitraries give in this run, by name or position; all other inputs are drawn */
  readonly values?: DrawnValues;
  /** where each input is drawn, by name; if nothing is said [-2, 2] for f32, for i32 every row or class that is read */
  readonly domains?: Readonly<Record<string, Domain>>;
}

/** A model at a point: even runs evaluate it, odd ones train it (dropout with a key, statistics of the batch). */
export function modelTarget<M, I, O>(model: Model<M, I, O>): Target {
  return {
    name: model.name,
    symbols: symbolsIn(model.inputs),
    declared: declaredIn(model.inputs, 'input'),
    trace: (binding, run) =>
      bindingOf(binding, () => {
        const { tree, ports } = bindInputs(model.inputs, 'input');
        const mode = run % 2 === 0 ? evaluating : new Training(() => keyTensor(run));
        const value = model.forward(model.layers, tree, mode);
        return { inputs: [...ports, ...model.parameters], outputs: leavesOf(value).map((l) => toExpr(l.tensor)) };
      }),
    rows: (run) => (run % 2 === 0 ? 'batch' : undefined),
  };
}

/** The outputs of a definition by its inputs and states. */
export function definitionTarget(definition: Definition): Target {
  return {
    name: definition.name,
    symbols: definition.symbols,
    trace: (binding) => {
      const graph = definition.trace(binding);
      return { inputs: [...graph.inputs, ...graph.states], outputs: graph.outputs.map((o) => o.value) };
    },
  };
}

/** A function of declared inputs. */
export function functionTarget(f: (...inputs: never[]) => unknown, inputs: readonly AnyTensor[]): Target {
  return {
    name: f.name === '' ? 'the function' : f.name,
    symbols: symbolsIn(inputs),
    declared: declaredIn(inputs, 'input'),
    trace: (binding) =>
      bindingOf(binding, () => {
        const { tree, ports } = bindInputs(inputs, 'input');
        // Boundary: the tree of bound inputs has the types of the declared ones.
        return { inputs: ports, outputs: leavesOf(f(...(tree as never[]))).map((l) => toExpr(l.tensor)) };
      }),
  };
}

/** A function whose inputs are what arbitraries give, in shape and element type. */
export function drawnTarget(f: (...inputs: never[]) => unknown): Target {
  return {
    name: f.name === '' ? 'the function' : f.name,
    symbols: [],
    trace: (binding, _, values = new Map()) =>
      bindingOf(binding, () => {
        const inputs = [...values].map(([name, { shape, dtype }]) => ({ name, leaf: makeInput(name, shape, dtype) }));
        // Boundary: of which shapes the function takes tensors is known to who wrote the arbitraries.
        const outputs = leavesOf(f(...(inputs.map(({ leaf }) => asTensor(leaf)) as never[])));
        return { inputs, outputs: outputs.map((l) => toExpr(l.tensor)) };
      }),
  };
}

const declaredIn = (inputs: unknown, single: string): DeclaredInput[] =>
  leavesOf(inputs).map(({ path, tensor }) => ({
    name: path === '' ? single : path,
    shape: declarationOf(tensor).shape,
  }));

/** Whole numbers that every lookup finds a row for, and every loss a class. */
const rangeOf = (leaf: Input | Parameter, { outputs }: Traced): Domain | undefined =>
  leaf.kind === 'input' && leaf.dtype === 'i32' ? { low: 0, high: highest(outputs, leaf) } : undefined;

/** Where the values of a leaf were drawn. */
const ends = ({ domain: { low, high } }: Leaf) => ({ low, high });

const extents = [1, 2, 3, 5] as const;

/** The named dimensions that the values of arbitraries have. */
function boundBy({ declared }: Target, { values, symbols }: Draw): Record<string, number> {
  const binding: Record<string, number> = { ...symbols };
  if (declared === undefined) return binding;
  const given = byName(
    values,
    declared.map(({ name }) => name),
  );
  for (const { name, shape } of declared) {
    const value = given.get(name);
    if (value !== undefined) fitted(`input '${name}'`, shape, value, binding);
  }
  return binding;
}

/** The specimen of a run: a pure function of target, seed and run. */
export function specimenOf(target: Target, run: number, draw: Draw): Specimen {
  const key = fold(fold(keyOf(draw.seed), target.name), run);
  const pick = (symbol: string) => extents[Math.floor(uniform(fold(key, symbol), 0) * extents.length)]!;
  const bound = { ...draw.symbols, ...boundBy(target, draw) };
  const binding = Object.fromEntries(target.symbols.map((s) => [s, bound[s] ?? pick(s)]));
  const sources = new Sources();
  const traced = sources.follow(() => target.trace(binding, run, draw.values));
  const given = byName(
    draw.values,
    traced.inputs.filter(({ leaf }) => leaf.kind === 'input').map(({ name }) => name),
  );
  const leaves = traced.inputs.map(({ name, leaf }) => {
    const values = given.get(name);
    return values === undefined
      ? drawnLeaf(leaf, fold(key, name), draw.domains?.[name] ?? rangeOf(leaf, traced))
      : givenLeaf(name, leaf, values);
  });
  const inputs = traced.inputs.flatMap(({ name, leaf: { kind, dtype } }, i) =>
    kind === 'input' ? [{ name, dtype, ...ends(leaves[i]!) }] : [],
  );
  const whole = {
    ...tidy({ leaves, outputs: traced.outputs }),
    traced: { outputs: traced.outputs, sources, binding, inputs },
  };
  const rows = draw.mixed === true ? undefined : target.rows?.(run);
  const size = rows === undefined ? 0 : (binding[rows] ?? 0);
  if (rows === undefined || size < 2) return whole;
  const one = target.trace({ ...binding, [rows]: 1 }, run);
  const single = new Map(traced.inputs.map(({ leaf }, i): [Expr, Expr] => [leaf, one.inputs[i]!.leaf]));
  return { ...whole, alone: { size, outputs: one.outputs, leaves: single, of: whole.outputs } };
}
