// npm run bench:conv: cross-correlations as networks have them, forward and both gradients.

import { crossCorrelate2d, vjp } from '../../../dist/runtime/index.js';
import { main } from './suite.mjs';

/** name, batch, channels, side, filters, kernel side, options */
const layers = [
  ['LeNet, first', 64, 1, 28, 6, 5, {}],
  ['LeNet, second', 64, 6, 12, 16, 5, {}],
  ['3x3 in 64 channels', 8, 64, 28, 64, 3, { padding: 1 }],
  ['3x3 in 32 channels, no padding', 16, 32, 28, 32, 3, {}],
  ['3x3, stride 2', 8, 64, 28, 128, 3, { padding: 1, stride: 2 }],
  ['7x7, stride 2, of a picture', 1, 3, 224, 64, 7, { padding: 3, stride: 2 }],
  ['1x1', 8, 128, 14, 128, 1, {}],
  ['1x1, widening', 8, 64, 28, 256, 1, {}],
  ['1x1, stride 2', 8, 64, 28, 128, 1, { stride: 2 }],
  ['depthwise 3x3', 8, 128, 28, 128, 3, { padding: 1, groups: 128 }],
  ['depthwise 5x5, stride 2', 8, 64, 28, 64, 5, { padding: 2, stride: 2, groups: 64 }],
  ['grouped 3x3, 8 groups', 8, 64, 28, 64, 3, { padding: 1, groups: 8 }],
  ['3x3, dilated by 2', 8, 32, 28, 32, 3, { padding: 2, dilation: 2 }],
  ['3x3, 512 channels, 7x7', 4, 512, 7, 512, 3, { padding: 1 }],
  ['odd sizes', 3, 13, 19, 17, 3, { padding: 1 }],
];

const outputSide = (side, kernel, { padding = 0, stride = 1, dilation = 1 }) =>
  Math.floor((side + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;

/** the two gradients, as the pullback of a cotangent of the output */
const gradient = (of) => (inputs, forward, jaxForward, jax) => ({
  inputs,
  quern: (t) => vjp(forward(t.x, t.w), { wrt: t[of] }, t.y).wrt,
  jax: (x, w, y) => {
    const [value, pull] = jax.vjp(jaxForward, [x, w]);
    value.dispose();
    const [byInput, byFilters] = pull(y);
    pull.dispose();
    const [wanted, other] = of === 'x' ? [byInput, byFilters] : [byFilters, byInput];
    other.dispose();
    return wanted;
  },
});

const passes = {
  forward: ({ x, w }, forward, jax) => ({ inputs: { x, w }, quern: (t) => forward(t.x, t.w), jax }),
  'gradient by input': gradient('x'),
  'gradient by filters': gradient('w'),
};

await main(import.meta.url, {
  name: 'conv',
  about: 'Cross-correlation layers, forward and both gradients: GFLOP/s beside jax-js (wasm).',
  group: 'forward, gradient by input, gradient by filters',
  async run(context) {
    const { measureCase } = await import('./against.mjs');
    const { numbers } = await import('./kernel.mjs');
    const jax = await import('@jax-js/jax');
    const some = context.quick ? layers.filter((_, i) => i % 4 === 0) : layers;
    for (const group of Object.keys(passes)) {
      for (const layer of some) await measureCase(context, caseOf(group, layer, numbers, jax));
    }
  },
});

function caseOf(group, [name, batch, channels, side, filters, kernel, options], numbers, jax) {
  const { padding = 0, stride = 1, dilation = 1, groups = 1 } = options;
  const out = outputSide(side, kernel, options);
  const shapes = [
    [batch, channels, side, side],
    [filters, channels / groups, kernel, kernel],
    [batch, filters, out, out],
  ];
  const [x, w, y] = shapes.map((shape, i) => numbers(shape, -1, 1, i + 1));
  const count = ({ values }) => values.length;
  const forward = (x, w) => crossCorrelate2d(x, w, options);
  const pads = [padding, padding];
  const jaxForward = (x, w) =>
    jax.lax.convGeneralDilated(x, w, [stride, stride], [pads, pads], {
      rhsDilation: [dilation, dilation],
      featureGroupCount: groups,
    });
  return {
    group,
    name,
    operations: (2 * count(y) * channels * kernel * kernel) / groups,
    bytes: 4 * (count(x) + count(w) + count(y)),
    ...passes[group]({ x, w, y }, forward, jaxForward, jax),
  };
}
