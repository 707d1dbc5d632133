// Training and evaluation as definitions: a whole step (forward, loss, backward, update) is one graph.

import { type Binding, bindingOf } from './binding.ts';
import { literal, makeParameter } from './build.ts';
import { ShapeError } from './error.ts';
import { requireLoss, requireModel, requireOptimizer } from './expected.ts';
import type { Expr, Parameter } from './expr.ts';
import { add, toF32 } from './expression/pointwise.ts';
import { reaching } from './grad/reverse.ts';
import type { Definition, Graph, State } from './graph.ts';
import { seen } from './intern.ts';
import { zerosInitializer } from './nn/initializers.ts';
import { evaluating, Training } from './nn/mode.ts';
import {
  bindInputs,
  type Model,
  type ModelOf,
  openPort,
  type Port,
  predict,
  requireDistinct,
  single,
  symbolsIn,
} from './nn/model.ts';
import { leavesOf, type NamedParameter } from './nn/tree.ts';
import { result } from './ops/boundary.ts';
import type { Loss } from './ops/loss.ts';
import { foldIn, keyInitializer, type RandomKey } from './ops/random.ts';
import { type Optimizer, prepared, updated as updatedBy } from './optim/optimizer.ts';
import type { PathsOf, SymbolsOf } from './ports.ts';
import type { Options, Some } from './shape/index.ts';
import { optionsOf } from './shape/rules/index.ts';
import type { LossOf, OwnLoss, Step, StepOptions } from './step.ts';
import { type Tensor, toExpr } from './tensor.ts';

/** A model, or one of several: what it is fed. */
interface HasInputs {
  readonly inputs: unknown;
}

/** What a model gives, or each of several. */
type OutputOf<G> = G extends ModelOf<infer O> ? O : unknown;

/** Of what is no model at all, nothing is known. */
type InputsOf<G extends HasInputs> = [G] extends [never] ? unknown : G['inputs'];

/**
 * One step of training: trainStep(mlp, crossEntropy, adam()). Inputs: those of the model ('input', or their paths) and
 * 'target'. States: the parameters by path, what the optimiser keeps for each ('adam.mean.hidden.w'), 'step', what
 * layers keep, and 'key' if the model draws random numbers. Outputs: 'loss', and the loss's metrics (for crossEntropy
 * 'correct', the number of right guesses).
 *
 * Every optimiser leaves alone, weight decay and momentum included, what no gradient reaches: parameters that the loss does
 * not depend on, or only through stopGradient, and those that the model itself gives a next value by mode.keep.
 */
export function trainStep<
  G extends HasInputs,
  T,
  L,
  const K extends string = never,
  const P extends Some<StepOptions> = object,
>(
  model: G & ModelOf<unknown>,
  loss: LossOf<OutputOf<G>, T, K, L>,
  optimizer: Optimizer,
  options?: Options<'trainStep', P, StepOptions>,
): Step<InputsOf<G>, OutputOf<G>, T, K, L, P> {
  requireModel('trainStep', model);
  const own = model as ModelOf<OutputOf<G>>;
  const scored = lossOf<OutputOf<G>, T>('trainStep', loss);
  requireOptimizer('trainStep', optimizer);
  const shown = stepOptions('trainStep', options);
  requireNames('trainStep', own, scored);
  return defined(`trainStep(${model.name})`, symbolsOf(own, scored), () =>
    traceTraining(own, scored, optimizer, shown),
  );
}

/** The loss and metrics of a batch, with nothing changed; 'prediction' too if asked for. */
export function evaluateStep<
  G extends HasInputs,
  T,
  L,
  const K extends string = never,
  const P extends Some<StepOptions> = object,
>(
  model: G & ModelOf<unknown>,
  loss: LossOf<OutputOf<G>, T, K, L>,
  options?: Options<'evaluateStep', P, StepOptions>,
): Step<InputsOf<G>, OutputOf<G>, T, K, L, P> {
  requireModel('evaluateStep', model);
  const own = model as ModelOf<OutputOf<G>>;
  const scored = lossOf<OutputOf<G>, T>('evaluateStep', loss);
  const shown = stepOptions('evaluateStep', options);
  requireNames('evaluateStep', own, scored);
  return defined(`evaluateStep(${model.name})`, symbolsOf(own, scored), () => traceEvaluation(own, scored, shown));
}

/** The model alone: its outputs, 'output' or by path: { y, g: { w } } gives 'y' and 'g.w'. */
export function predictStep<G extends HasInputs>(
  model: G & ModelOf<unknown>,
): Definition<SymbolsOf<InputsOf<G>>, PathsOf<InputsOf<G>, 'input'>, PathsOf<OutputOf<G>, 'output'>> {
  requireModel('predictStep', model);
  return defined(`predictStep(${model.name})`, symbolsIn(model.inputs), () => {
    const { tree, ports } = bindInputs(model.inputs, 'input');
    const value = predict(model, tree, evaluating);
    return { model: model.name, inputs: ports, states: readOnly(model), outputs: namedOutputs(value, '') };
  });
}

/** A definition, seen by who watches. */
function defined<S extends string, F extends string, O extends string>(
  name: string,
  symbols: readonly string[],
  trace: () => Graph,
): Definition<S, F, O> {
  const made: Definition = { name, symbols, trace: (binding: Binding) => bindingOf(binding, trace) };
  // Boundary: the names are those of the trees that the signature has seen
  return seen(made as Definition<S, F, O>);
}

const stepOptions = (by: string, options: unknown) => optionsOf<StepOptions>(by, options, { prediction: 1 });

type AnyLoss<O, T> = Loss | OwnLoss<O, T>;
/** The loss that the signature has checked, looked at once more. */
function lossOf<O, T>(by: string, loss: unknown): AnyLoss<O, T> {
  requireLoss(by, loss);
  // Boundary: it has a rule, or a loss and its target
  return loss as AnyLoss<O, T>;
}

const isOwn = <O, T>(loss: AnyLoss<O, T>): loss is OwnLoss<O, T> => !('rule' in loss);

function symbolsOf<M, I, O, T>(model: Model<M, I, O>, loss: AnyLoss<O, T>): string[] {
  return isOwn(loss) ? symbolsIn(model.inputs, loss.target) : symbolsIn(model.inputs);
}

interface Scored {
  readonly loss: Expr;
  readonly ports: readonly Port[];
  readonly outputs: Graph['outputs'];
}

/** The loss of a prediction against a fresh target. */
function score<O, T>(loss: AnyLoss<O, T>, prediction: O, options: StepOptions): Scored {
  const { value, metrics, ports } = isOwn(loss) ? scoreOwn(loss, prediction) : scoreLibrary(loss, prediction);
  if (value.shape.length > 0) throw new ShapeError('gradScalar', [value.shape]);
  const shown = options.prediction === true ? namedOutputs(prediction, 'prediction') : [];
  return { loss: value, ports, outputs: [{ name: 'loss', value }, ...metrics, ...shown] };
}

interface Values {
  readonly value: Expr;
  readonly metrics: Graph['outputs'];
  readonly ports: readonly Port[];
}

function scoreOwn<O, T>(loss: OwnLoss<O, T>, prediction: O): Values {
  const { tree, ports } = bindInputs(loss.target, 'target');
  const metrics = Object.entries(loss.metrics ?? {}).map(([name, f]) => ({
    name,
    value: single(name, f(prediction, tree)),
  }));
  return { value: single('loss', loss.loss(prediction, tree)), metrics, ports };
}

function scoreLibrary<O>({ rule }: Loss, prediction: O): Values {
  const guess = single(rule.name, prediction);
  const port = openPort('target', rule.target(guess.shape));
  const metrics = Object.entries(rule.metrics).map(([name, f]) => ({ name, value: f(guess, port.leaf) }));
  return { value: rule.evaluate(guess, port.leaf), metrics, ports: [port] };
}

function traceTraining<M, I, O, T>(
  model: Model<M, I, O>,
  loss: AnyLoss<O, T>,
  optimizer: Optimizer,
  options: StepOptions,
): Graph {
  const { tree, ports } = bindInputs(model.inputs, 'input');
  const step = makeParameter('step', [], zerosInitializer, false, 'i32');
  const counted = add(step, 1);
  let key: Parameter | null = null;
  const mode = new Training(() => {
    key ??= makeParameter('key', [4], keyInitializer, false);
    return foldIn(result(key) as RandomKey, result(counted) as Tensor<[], 'i32'>);
  });
  const scored = score(loss, predict(model, tree, mode), options);
  const free = namesBeside(model.parameters);
  const states: State[] = [
    ...updates(model, scored.loss, optimizer, toF32(counted), mode, free),
    { name: free('step'), leaf: step, next: counted },
  ];
  if (key !== null) states.push({ name: free('key'), leaf: key, next: key });
  return { model: model.name, inputs: [...ports, ...scored.ports], states, outputs: scored.outputs };
}

/** What training keeps is named 'step', 'key', 'optimizer.mean.hidden.w'; where a parameter has that name, 'optimizer.step'. */
function namesBeside(parameters: readonly NamedParameter[]): (wanted: string) => string {
  const taken = new Set(parameters.map(({ name }) => name));
  const free = (name: string): string => (taken.has(name) ? free(`optimizer.${name}`) : name);
  return free;
}

/** The parameters with their next values, and the optimiser's tensors with theirs. */
function updates<M, I, O>(
  model: Model<M, I, O>,
  loss: Expr,
  optimizer: Optimizer,
  step: Expr,
  mode: Training,
  free: (name: string) => string,
): State[] {
  const trained = model.parameters.filter(({ leaf }) => leaf.trainable);
  const gradients = gradientsOf(
    loss,
    trained.map(({ leaf }) => leaf).filter((leaf) => !mode.kept.has(leaf)),
  );
  const reached = [...gradients.keys()];
  const ready = prepared(optimizer, [...gradients.values()]);
  const next = new Map<Parameter, Expr>(mode.kept);
  const kept: State[] = [];
  for (const { name, leaf } of trained) {
    const slots = optimizer.slots.map(() => makeParameter(name, leaf.shape, zerosInitializer, false));
    const gradient = ready[reached.indexOf(leaf)];
    const updated = gradient && updatedBy(optimizer, leaf, gradient, slots, step);
    if (updated) next.set(leaf, updated.parameter);
    for (const [k, slot] of optimizer.slots.entries()) {
      kept.push({
        name: free(`optimizer.${slot}.${name}`),
        leaf: slots[k]!,
        next: updated ? updated.slots[k]! : slots[k]!,
      });
    }
  }
  for (const leaf of mode.kept.keys()) {
    if (!model.parameters.some((p) => p.leaf === leaf)) {
      throw new Error(
        `trainStep: a layer of ${model.name} keeps '${leaf.name}', but it is not among the model's layers`,
      );
    }
  }
  return [...model.parameters.map(({ name, leaf }) => ({ name, leaf, next: next.get(leaf) ?? leaf })), ...kept];
}

function traceEvaluation<M, I, O, T>(model: Model<M, I, O>, loss: AnyLoss<O, T>, options: StepOptions): Graph {
  const { tree, ports } = bindInputs(model.inputs, 'input');
  const scored = score(loss, predict(model, tree, evaluating), options);
  return { model: model.name, inputs: [...ports, ...scored.ports], states: readOnly(model), outputs: scored.outputs };
}

const readOnly = <M, I, O>(model: Model<M, I, O>): State[] =>
  model.parameters.map(({ name, leaf }) => ({ name, leaf, next: leaf }));

/** The tensors of a tree, by path below `name`. */
function namedOutputs(tree: unknown, name: string): Graph['outputs'] {
  const outputs = leavesOf(tree, name).map(({ path, tensor }) => ({ name: path || 'output', value: toExpr(tensor) }));
  if (outputs.length === 0) throw new TypeError('predictStep: the model returns no tensors');
  requireDistinct('predictStep: two outputs', outputs);
  return outputs;
}

/** The gradient of each of the parameters that one reaches. */
function gradientsOf(loss: Expr, parameters: readonly Parameter[]): Map<Parameter, Expr> {
  const gradients = reaching([loss], [literal(1, 'f32')], parameters);
  return new Map(parameters.flatMap((leaf, i) => (gradients[i] ? [[leaf, gradients[i]] as const] : [])));
}

/** Names that a step gives itself meet those of the model where it is declared, not when it is compiled. */
function requireNames<M, I, O, T>(by: string, model: Model<M, I, O>, loss: AnyLoss<O, T>): void {
  const names = (tree: unknown, single: string) => leavesOf(tree).map(({ path }) => path || single);
  const inputs = new Set(names(model.inputs, 'input'));
  const targets = isOwn(loss) ? names(loss.target, 'target') : ['target'];
  const twice = targets.find((name) => inputs.has(name));
  if (twice !== undefined) {
    throw new Error(
      `${by}: ${model.name} has an input named '${twice}', and so has the loss, which is fed beside it; rename one, e.g. ` +
        `model(layers, { source: input(...) }, ...)`,
    );
  }
  const metric = isOwn(loss)
    ? Object.keys(loss.metrics ?? {}).find((m) => m === 'loss' || m === 'prediction')
    : undefined;
  if (metric !== undefined) throw new Error(`${by}: a metric is named '${metric}', as another output is; rename it`);
}
