// Optimisers of one's own, written with the operations of the language.
import { add, clamp, mul, type Optimizer, scale, sign, sqrt, square, sub } from '../../../runtime/index.ts';

export const plain: Optimizer = {
  name: 'plain',
  slots: [],
  update: (u) => ({ parameter: sub(u.parameter, scale(u.gradient, 0.1)), slots: [] }),
};

export const momentum: Optimizer = {
  name: 'momentum',
  slots: ['velocity'],
  prepare: (gradients) => gradients.map((g) => clamp(g, -1, 1)),
  update: ({ parameter, gradient, slots: [velocity] }) => {
    const next = add(scale(velocity!, 0.9), gradient);
    return { parameter: sub(parameter, scale(next, 0.1)), slots: [next] };
  },
};

export const signs: Optimizer = {
  name: 'signs',
  slots: ['square'],
  update: ({ parameter, gradient, slots: [s], step }) => {
    const next = add(s!, square(gradient));
    return { parameter: sub(parameter, scale(mul(sign(gradient), sqrt(step)), 0.1)), slots: [next] };
  },
};
