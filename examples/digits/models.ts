// What is learned and how: each network with the optimiser that suits it.
import type { Definition } from '../../dsl/graph.ts';
import type { Model } from '../../dsl/nn/model.ts';
import { leNet } from '../../dsl/nn/nets/lenet.ts';
import { digitsMlp } from '../../dsl/nn/nets/mlp.ts';
import { crossEntropy } from '../../dsl/ops/loss.ts';
import { cosineDecay } from '../../dsl/optim/schedules.ts';
import { adam } from '../../dsl/optim/updates.ts';
import type { Tensor } from '../../dsl/tensor.ts';
import { predictStep, trainStep } from '../../dsl/train.ts';
import type { ModelName } from './options.ts';

export interface Task {
  /** input, target -> loss, correct (the number of right guesses); the state moves on */
  readonly step: Definition;
  /** input -> output: the logits */
  readonly predict: Definition;
}

/**
 * Adam's rate falls along half a cosine to nothing at the last step: the last epochs then refine, and do not jump. Rate
 * and epochs were chosen on digits taken from the training set.
 */
const firstRate = 0.003;

export function taskOf(name: ModelName, steps: number): Task {
  return name === 'lenet' ? taskFor(leNet(), steps) : taskFor(digitsMlp(), steps);
}

function taskFor<M, I>(model: Model<M, I, Tensor<['batch', 10]>>, steps: number): Task {
  const optimizer = adam(cosineDecay(firstRate, steps));
  return { step: trainStep(model, crossEntropy, optimizer), predict: predictStep(model) };
}
