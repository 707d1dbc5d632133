// Several steps of training as one thing to check: a random program's parameters, or a model's, and a random optimiser.
import { literal, makeConstant, makeInput, makeParameter } from '../../../dsl/build.ts';
import { type Expr, elementCount, type Parameter } from '../../../dsl/expr.ts';
import { add, mul, toF32 } from '../../../dsl/expression/pointwise.ts';
import { sum } from '../../../dsl/expression/reduce.ts';
import { reaching } from '../../../dsl/grad/reverse.ts';
import type { Graph, State } from '../../../dsl/graph.ts';
import { fold, keyOf, uniform } from '../../../dsl/key.ts';
import { zerosInitializer } from '../../../dsl/nn/index.ts';
import { binaryCrossEntropyWithLogits, huber, squaredError } from '../../../dsl/ops/loss.ts';
import { type Optimizer, prepared, updated } from '../../../dsl/optim/optimizer.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Values } from '../../../runtime/backends/reference/index.ts';
import type { Choices } from './choices.ts';
import { drawnModel } from './models.ts';
import { drawnOptimizer } from './optimizers.ts';
import { parameter, programFrom } from './random.ts';
import type { Leaf, Specimen } from './specimen.ts';

/** What happens between two steps: nothing, an evaluation with the state, or the state taken out and put back. */
export type Between = 'nothing' | 'evaluate' | 'restore';

export interface Training {
  readonly graph: Graph;
  /** the same model without an update: reads the states that it shares with `graph` by name */
  readonly evaluation: Graph;
  /** values of the inputs, by name, of each step */
  readonly feeds: readonly Readonly<Record<string, Values>>[];
  /** after each step */
  readonly between: readonly Between[];
}

const anywhere = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** A specimen of the first step: its leaves hold what the inputs and the states begin with. */
function specimenOf(training: Training, inputs: readonly string[]): Specimen {
  const { graph, feeds } = training;
  const states = graph.states.map(({ leaf }): Leaf => {
    const key = keyOf(elementCount(leaf.shape));
    if (leaf.kind !== 'parameter') throw new Error('training: a state is a parameter');
    return {
      expr: leaf,
      values: Float64Array.from(leaf.initializer.draw(leaf.shape, (i) => uniform(key, i))),
      domain: anywhere,
    };
  });
  const fed = graph.inputs.map(({ name, leaf }): Leaf => ({ expr: leaf, values: feeds[0]![name]!, domain: anywhere }));
  return {
    leaves: [...fed, ...states],
    outputs: graph.outputs.map((o) => o.value),
    name: `training ${inputs.join(', ')}`,
    known: { kind: 'training', training },
  };
}

/** A random program whose parameters follow its gradient, 2 to 5 steps. */
export function trainedProgram(choices: Choices): Specimen {
  const leaves = Array.from({ length: 2 + choices.below(2) }, (_, i) => drawnLeaf(choices, i));
  const list = Array.from({ length: 3 + choices.below(14) }, () => choices.below(99990));
  const program = programFrom(list, leaves);
  const { loss, target } = lossOf(program, choices);
  const optimizer = drawnOptimizer(choices);
  const ports = [...program.leaves.flatMap(({ expr }) => (expr.kind === 'input' ? [expr] : [])), ...target];
  const inputs = ports.map((leaf, i) => ({ name: `${leaf.name}.${i}`, leaf }));
  const parameters = program.leaves.flatMap(({ expr }) => (expr.kind === 'parameter' ? [expr] : []));
  const outputs = [{ name: 'loss', value: loss }, ...program.outputs.map((value, i) => ({ name: `out${i}`, value }))];
  const graph: Graph = { inputs, states: stepped(parameters, loss, optimizer), outputs };
  const states = graph.states.slice(0, parameters.length).map((s) => ({ ...s, next: s.leaf }));
  const read = choices.oneIn(2) ? outputs : outputs.slice(0, 1);
  const usual = new Map<Expr, Leaf>(program.leaves.map((l) => [l.expr, l]));
  const steps = 2 + choices.from([0, 0, 1, 1, 2, 3]);
  const feeds = Array.from({ length: steps }, (_, step) =>
    Object.fromEntries(
      inputs.map(({ name, leaf }) => {
        const values = usual.get(leaf)?.values ?? wave(elementCount(leaf.shape));
        // the batches change, and stay where the program has values
        return [name, step === 0 ? values : turned(values, step)];
      }),
    ),
  );
  const training: Training = {
    graph,
    evaluation: { inputs, states, outputs: read },
    feeds,
    between: drawnBetween(choices, steps),
  };
  return specimenOf(training, [optimizer.name]);
}

/** The same numbers, each `by` places on. */
function turned(values: Values, by: number): Values {
  return values.map((_, i) => values[(i + by) % values.length]!);
}

const wave = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.fround(Math.sin(2.3 * i + 1)));

function drawnBetween(choices: Choices, steps: number): Between[] {
  return Array.from({ length: steps }, () => choices.from(['nothing', 'nothing', 'nothing', 'evaluate', 'restore']));
}

function drawnLeaf(choices: Choices, i: number): Leaf {
  const shape = Array.from({ length: choices.below(3) }, () => choices.from([1, 2, 3, 4, 5, 8]));
  const key = fold(keyOf(choices.below(1000)), i);
  const values = Float64Array.from({ length: elementCount(shape) }, (_, k) => Math.fround(4 * uniform(key, k) - 2));
  const expr = i === 0 || choices.oneIn(2) ? parameter(`w${i}`, shape, values) : makeInput(`x${i}`, shape, 'f32');
  return { expr, values, domain: { low: -2, high: 2 } };
}

/** A loss of the language for the first output, or the sum of all outputs by fixed weights. */
function lossOf(specimen: Specimen, choices: Choices) {
  const rule = choices.from([null, ...losses]);
  // integers and truth values have no loss as they are
  const outputs = specimen.outputs.map((o) => (o.dtype === 'f32' ? o : map(scalars.toF32, o)));
  const [first] = outputs;
  if (rule !== null && elementCount(first!.shape) > 0) {
    const { shape, dtype } = rule.target(first!.shape);
    const target = makeInput('target', shape.map(Number), dtype);
    return { loss: rule.evaluate(first!, target), target: [target] };
  }
  const terms = outputs.map((o, k) => {
    const weights = wave(elementCount(o.shape)).map((v) => Math.fround(v / (1 + k)));
    return sum(mul(o, makeConstant(weights, o.shape, 'f32')));
  });
  return { loss: terms.reduce((a, b) => add(a, b)), target: [] };
}

const losses = [squaredError.rule, huber.rule, binaryCrossEntropyWithLogits.rule];

/** What trainStep makes of parameters and a loss. */
function stepped(parameters: readonly Parameter[], loss: Expr, optimizer: Optimizer): State[] {
  const step = makeParameter('step', [], zerosInitializer, false, 'i32');
  const counted = add(step, 1);
  const gradients = reaching([loss], [literal(1, 'f32')], parameters);
  const reached = parameters.filter((_, i) => gradients[i]);
  const ready = prepared(
    optimizer,
    gradients.flatMap((g) => (g ? [g] : [])),
  );
  const kept: State[] = [];
  const next = parameters.map((leaf, i): State => {
    const name = `${leaf.name}.${i}`;
    const slots = optimizer.slots.map(() => makeParameter(name, leaf.shape, zerosInitializer, false));
    const gradient = ready[reached.indexOf(leaf)];
    const now = gradient && updated(optimizer, leaf, gradient, slots, toF32(counted));
    for (const [k, slot] of slots.entries())
      kept.push({
        name: `${optimizer.name}.${optimizer.slots[k]}.${name}`,
        leaf: slot,
        next: now ? now.slots[k]! : slot,
      });
    return { name, leaf, next: now ? now.parameter : leaf };
  });
  return [...next, ...kept, { name: 'step', leaf: step, next: counted }];
}

/** A model of layers, trained as a user trains it. */
export function trainedModel(choices: Choices): Specimen {
  const { definition, evaluation, name } = drawnModel(choices, drawnOptimizer(choices));
  const batch = choices.from([1, 2, 3, 5]);
  const graph = definition.trace({ batch });
  const steps = 2 + choices.below(2);
  const key = fold(keyOf(choices.below(1000)), name);
  const feeds = Array.from({ length: steps }, (_, step) =>
    Object.fromEntries(
      graph.inputs.map(({ name: port, leaf }) => {
        const own = fold(fold(key, port), step);
        const number = (i: number) =>
          leaf.dtype === 'f32' ? Math.fround(2 * uniform(own, i) - 1) : Math.floor(2 * uniform(own, i));
        return [port, Float64Array.from({ length: elementCount(leaf.shape) }, (_, i) => number(i))];
      }),
    ),
  );
  const training: Training = {
    graph,
    evaluation: evaluation.trace({ batch }),
    feeds,
    between: drawnBetween(choices, steps),
  };
  return specimenOf(training, [name]);
}
