// Lazy updates: a step changes the rows of a table that it has read, and costs what they cost.
import { makeGather, makeScatter } from '../build.ts';
import { requireOptimizer } from '../expected.ts';
import type { Expr } from '../expr.ts';
import { add, sub } from '../expression/pointwise.ts';
import { type Optimizer, updated } from './optimizer.ts';
import { distinct, rowsOf } from './rows.ts';

/**
 * An optimiser that updates of each table only the rows which a step has read: lazy(adam(0.01)), for embeddings of many
 * rows. A parameter that is read by rows alone (`embedding`, `gather` outside of loops) has its value and the optimiser's
 * tensors changed there, as if no other row were; all other parameters are updated as ever. A step then costs
 * O(indices^2 + indices x width), whatever the table's size, where it is done in place (the CPU backend); gpu.js
 * modes compute the same, but touch every row.
 *
 * With `sgd`, and with `adagrad`, results are those without `lazy`. With `momentum`, `nesterov`, `rmsProp` and `adam` rows
 * that are not read do not move, and their averages do not decay (as torch.optim.SparseAdam, and LazyAdam of TensorFlow);
 * `adamW` decays the rows that are read. A row that is read k times moves k times, where momentum would have moved it on:
 * rows that are read a few times only learn less than without `lazy`. Around it, clipping sees the same gradients:
 * clipByGlobalNorm(1, lazy(adam())).
 */
export function lazy(optimizer: Optimizer): Optimizer {
  requireOptimizer('lazy', optimizer);
  return {
    ...optimizer,
    name: `lazy ${optimizer.name}`,
    lazy: true,
    update: (u) => {
      const count = u.parameter.shape[0];
      const found = rowsOf(u.gradient);
      if (found === null || count === undefined) return optimizer.update(u);
      const { indices, updates } = distinct(count, found);
      const tables = [u.parameter, ...u.slots];
      const [parameter, ...slots] = tables.map((t) => makeGather(t, indices));
      const next = updated(optimizer, parameter!, updates, slots, u.step);
      /** the new rows in the place of the old: a sum, which the compiler does in place */
      const replaced = (table: Expr, old: Expr, now: Expr) =>
        add(table, makeScatter(count, indices, sub(now, old), true));
      return {
        parameter: replaced(u.parameter, parameter!, next.parameter),
        slots: u.slots.map((slot, i) => replaced(slot, slots[i]!, next.slots[i]!)),
      };
    },
  };
}
