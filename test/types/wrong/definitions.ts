// Wrong programs: models, their losses, and the names of what they are compiled for and fed.
import { affine } from '../../../dsl/nn/affine.ts';
import { model } from '../../../dsl/nn/model.ts';
import { greater } from '../../../dsl/ops/binary.ts';
import { input } from '../../../dsl/ops/leaves.ts';
import { crossEntropy, huber, squaredError } from '../../../dsl/ops/loss.ts';
import { adam } from '../../../dsl/optim/index.ts';
import { evaluateStep, predictStep, trainStep } from '../../../dsl/train.ts';
import { compile, type State } from '../../../runtime/index.ts';

const layers = { a: affine(8, 3), b: affine(8, 1) };
const record = model(layers, input('batch', 8), (p, x) => ({ logits: p.a(x), value: p.b(x) }));
const truths = model(layers, input('batch', 8), (p, x) => greater(p.a(x), 0));
const right = model(layers, { x: input('batch', 8), y: input('batch', 'T', 8) }, (p, { x }) => p.a(x));

//? crossEntropy: expected one tensor; a tree of outputs needs a loss of its own
export const lossOfRecord = () => trainStep(record, crossEntropy, adam());

//? huber: expected one tensor; a tree of outputs needs a loss of its own
export const evaluationOfRecord = () => evaluateStep(record, huber);

//? squaredError: operand is bool, expected f32
export const lossOfBool = () => trainStep(truths, squaredError, adam());

//? trainStep has no option 'predictions'; did you mean 'prediction'?
export const stepOption = () => trainStep(right, squaredError, adam(), { predictions: true });

//? model: forward returned a layer
export const returnsLayer = () => model(layers, input('batch', 8), (p) => p.a);

//? model: forward returned an object with a layer
export const returnsLayers = () => model(layers, input('batch', 8), (p, x) => ({ a: p.a(x), b: p.b }));

//? model: forward returned a function
export const returnsFunction = () => model(layers, input('batch', 8), (p) => () => p);

//? model: forward returned a promise
export const returnsPromise = () => model(layers, input('batch', 8), async (p, x) => p.a(x));

//? model: forward returned undefined
export const returnsNothing = () => model(layers, input('batch', 8), (p, x) => void p.a(x));

//? model: forward returned a number
export const returnsNumber = () => model(layers, input('batch', 8), () => 3);

//? compile: the model has no dimension named 'bacth'; did you mean 'batch'?
export const misspeltSymbol = () => compile(predictStep(right), { bacth: 3, T: 4 });

//? compile: the model has no dimension named 'time'
export const unknownSymbol = () => compile(predictStep(right), { batch: 3, T: 4, time: 5 });

//? run: there is no input 'inputs'; did you mean 'input'?
export const misspeltInput = async (state: State) => {
  const step = await compile(
    trainStep(
      model(layers, input('batch', 8), (p, x) => p.a(x)),
      crossEntropy,
      adam(),
    ),
    { batch: 1 },
  );
  return step.run(state, { inputs: [0, 1], target: [0] });
};

//? run: there is no input 'labels'
export const unknownInput = async (state: State) => {
  const program = await compile(predictStep(right), { batch: 1, T: 2 });
  return program.run(state, { x: [], y: [], labels: [] });
};

//? run: input 'y' was not given
export const missingInput = async (state: State) => {
  const program = await compile(predictStep(right), { batch: 1, T: 2 });
  return program.run(state, { x: [] });
};
