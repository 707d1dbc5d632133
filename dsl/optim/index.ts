// Optimisers, clipping and learning-rate schedules.
export { clipByGlobalNorm, clipByValue } from './clip.ts';
export { lazy } from './lazy.ts';
export type { Optimizer, Rate, Update, Updated } from './optimizer.ts';
export { cosineDecay, exponentialDecay, joined, type Schedule, stepDecay, warmup } from './schedules.ts';
export {
  type AdagradOptions,
  type AdamOptions,
  type AdamWOptions,
  adagrad,
  adam,
  adamW,
  momentum,
  nesterov,
  type RmsPropOptions,
  rmsProp,
  sgd,
} from './updates.ts';
