// Long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000) reads digits row by row, and is asked what it saw sixty steps ago.
import { affine, input, lstm, model } from '../runtime/index.ts';
import { memoryTask } from './kit/memory.ts';
import { recurrentExample } from './kit/recurrent.ts';

/** [batch, 28 rows, 28] -> [batch, 10]: what is left in the state after the last row */
const reader = model(
  { layer: lstm(28, 96), out: affine(96, 10) },
  input('batch', 28, 28),
  (p, x) => p.out(p.layer(x).state.h),
  'lstm',
);

const { time, features, symbols } = memoryTask;

/** [batch, 61, 5] and how many steps of each count -> [batch, 4] */
export const memory = model(
  { layer: lstm(features, 32, { memory: 60 }), out: affine(32, symbols) },
  { sequence: input('batch', time, features), lengths: input.i32('batch') },
  (p, { sequence, lengths }) => p.out(p.layer(sequence, { lengths }).state.h),
  'lstm memory',
);

export default recurrentExample({
  name: 'lstm',
  about: 'digits read row by row, and a symbol remembered over sixty steps of noise',
  threshold: 0.96,
  ...{ reader, memory, remembers: true },
});
