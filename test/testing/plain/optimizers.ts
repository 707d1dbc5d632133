// Updates of optimisers beside their published formulas: a wrong one trains too, only worse, and every backend does it alike.
import type { Expr } from '../../../dsl/expr.ts';
import { type Optimizer, updated } from '../../../dsl/optim/optimizer.ts';
import { adagrad, adam, adamW, momentum, nesterov, rmsProp, sgd } from '../../../dsl/optim/updates.ts';
import { made, type Plain } from './array.ts';
import type { Drawing, Meaning, Meant } from './meaning.ts';

/** Next parameter and slots of one element: p the parameter, g its gradient, s the slots, t the step from 1. */
type Formula = (p: number, g: number, s: readonly number[], t: number) => readonly [next: number, ...slots: number[]];

interface Published {
  readonly optimizer: Optimizer;
  readonly formula: Formula;
}

const rate = 0.1;

const published: Readonly<Record<string, (d: Drawing) => Published>> = {
  sgd: () => ({ optimizer: sgd(rate), formula: (p, g) => [p - rate * g] }),
  momentum: (d) => {
    const mu = factor(d);
    return { optimizer: momentum(rate, mu), formula: (p, g, [v]) => [p - rate * (mu * v! + g), mu * v! + g] };
  },
  nesterov: (d) => {
    const mu = factor(d);
    const formula: Formula = (p, g, [v]) => [p - rate * (g + mu * (mu * v! + g)), mu * v! + g];
    return { optimizer: nesterov(rate, mu), formula };
  },
  adagrad: () => ({
    optimizer: adagrad(rate, { epsilon: 0.01 }),
    formula: (p, g, [s]) => [p - (rate * g) / (Math.sqrt(s! + g * g) + 0.01), s! + g * g],
  }),
  rmsProp: (d) => {
    const decay = factor(d);
    const formula: Formula = (p, g, [s]) => {
      const next = decay * s! + (1 - decay) * g * g;
      return [p - (rate * g) / (Math.sqrt(next) + 0.01), next];
    };
    return { optimizer: rmsProp(rate, { decay, epsilon: 0.01 }), formula };
  },
  adam: (d) => adaptive(d, adam, 0),
  adamW: (d) => adaptive(d, (r, o) => adamW(r, { ...o, weightDecay: 0.25 }), 0.25),
};

/** Of a running average: more and less than one half. */
const factor = (d: Drawing): number => d.choices.from([0, 0.25, 0.5, 0.75, 0.9]);

function adaptive(d: Drawing, of: typeof adam, lambda: number): Published {
  const [beta1, beta2, epsilon] = [factor(d), factor(d), 0.01];
  const formula: Formula = (p, g, [m, v], t) => {
    const mean = beta1 * m! + (1 - beta1) * g;
    const square = beta2 * v! + (1 - beta2) * g * g;
    const direction = mean / (1 - beta1 ** t) / (Math.sqrt(square / (1 - beta2 ** t)) + epsilon);
    return [p - rate * (direction + lambda * p), mean, square];
  };
  return { optimizer: of(rate, { beta1, beta2, epsilon }), formula };
}

/** The next parameter, or one of the next slots. */
function update(name: string, d: Drawing): Meant {
  const { optimizer, formula } = published[name]!(d);
  const shape = [1 + d.choices.below(5)];
  const [p, g] = [d.arrayOf(shape), d.arrayOf(shape)];
  // averages of squares are not negative
  const slots = optimizer.slots.map((_, i): Plain => {
    const drawn = d.arrayOf(shape);
    return name === 'rmsProp' || name === 'adagrad' || i === 1 ? { shape, values: drawn.values.map(Math.abs) } : drawn;
  });
  const t = 1 + d.choices.below(9);
  const leaves: readonly Expr[] = [...slots.map((s) => d.leaf(s)), d.leaf({ shape: [], values: [t] })];
  const next = updated(optimizer, d.leaf(p), d.leaf(g), leaves.slice(0, -1), leaves.at(-1)!);
  const which = d.choices.below(1 + slots.length);
  const wanted = made(shape, ([i]) => {
    const element = (x: Plain) => x.values[i!]!;
    return formula(element(p), element(g), slots.map(element), t)[which]!;
  });
  return d.made(which === 0 ? next.parameter : next.slots[which - 1]!, wanted);
}

export const optimizers: Readonly<Record<string, Meaning>> = Object.fromEntries(
  Object.keys(published).map((name) => [`one update of ${name}`, (d: Drawing) => update(name, d)]),
);
