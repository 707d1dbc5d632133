// The two networks of bench:inference, each as Quern's model and as an ONNX graph over the same weights.

import * as nets from '../../../dist/dsl/nn/nets/index.js';
import * as q from '../../../dist/runtime/index.js';
import { OnnxGraph } from './onnx.mjs';

/** ResNet-18 over one picture of 224 x 224. `weights` by Quern's names. */
export const resNet18 = {
  name: 'ResNet-18, 224 x 224',
  shape: [1, 3, 224, 224],
  model: () => nets.resNet(18),
  onnx(weights) {
    const g = new OnnxGraph();
    const w = (name) => g.weight(name, weights(name));
    const norm = (at, x) =>
      g.node('BatchNormalization', [x, ...['scale', 'shift', 'mean', 'variance'].map((name) => w(`${at}.${name}`))], {
        epsilon: { float: 1e-5 },
      });
    const correlate = (at, x, kernel, stride) => {
      const padding = (kernel - 1) / 2;
      const sizes = { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: Array(4).fill(padding) };
      return g.node('Conv', [x, w(`${at}.w`)], sizes);
    };
    const stage = (at, x, kernel, stride) => norm(`${at}.norm`, correlate(`${at}.correlation`, x, kernel, stride));
    const block = (at, x, stride) => {
      const first = g.node('Relu', [stage(`${at}.first`, x, 3, stride)]);
      const second = stage(`${at}.second`, first, 3, 1);
      const kept = stride === 1 ? x : stage(`${at}.projection`, x, 1, stride);
      return g.node('Relu', [g.node('Add', [second, kept])]);
    };
    let x = g.node('Relu', [norm('norm', correlate('first', 'input', 7, 2))]);
    x = g.node('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
    for (const [i, name] of ['one', 'two', 'three', 'four'].entries()) {
      x = block(`${name}.first`, x, i === 0 ? 1 : 2);
      x = block(`${name}.rest.0`, x, 1);
    }
    x = g.node('Flatten', [g.node('GlobalAveragePool', [x])]);
    const y = g.node('Gemm', [x, w('out.w'), w('out.b')]);
    return g.model({ name: 'input', shape: this.shape }, { name: y, shape: [1, 1000] });
  },
};

/** `layers` transformer blocks (Vaswani et al. 2017): norm after each sum, 12 heads, feed-forward of four widths, gelu. */
export const transformer = (layers, width = 768, positions = 128, heads = 12) => ({
  name: `Transformer, ${layers} layers, width ${width}, ${positions} positions`,
  shape: [1, positions, width],
  model() {
    const block = () => ({
      ...Object.fromEntries(['query', 'key', 'value', 'mix'].map((name) => [name, q.affine(width, width)])),
      norm1: q.layerNorm(width),
      widen: q.affine(width, 4 * width),
      narrow: q.affine(4 * width, width),
      norm2: q.layerNorm(width),
    });
    const apply = (p, x) => {
      const by = (layer, ...axes) => q.permute(q.reshape(layer(x), 1, positions, heads, width / heads), ...axes);
      const products = q.matmul(by(p.query, 0, 2, 1, 3), by(p.key, 0, 2, 3, 1));
      const scores = q.softmax(q.scale(products, 1 / Math.sqrt(width / heads)));
      const attended = q.permute(q.matmul(scores, by(p.value, 0, 2, 1, 3)), 0, 2, 1, 3);
      const h = p.norm1(q.add(p.mix(q.reshape(attended, 1, positions, width)), x));
      return p.norm2(q.add(q.pipe(h, p.widen, q.gelu, p.narrow), h));
    };
    const all = Object.fromEntries(Array.from({ length: layers }, (_, i) => [`block${i}`, block()]));
    return q.model(all, q.input(1, positions, width), (p, x) => {
      let h = x;
      for (let i = 0; i < layers; i++) h = apply(p[`block${i}`], h);
      return h;
    });
  },
  onnx(weights) {
    const g = new OnnxGraph();
    const w = (name) => g.weight(name, weights(name));
    const affine = (at, x) => g.node('Add', [g.node('MatMul', [x, w(`${at}.w`)]), w(`${at}.b`)]);
    const norm = (at, x) =>
      g.node('LayerNormalization', [x, w(`${at}.scale`), w(`${at}.shift`)], { axis: -1, epsilon: { float: 1e-5 } });
    const split = (at, x, perm) => {
      const parts = g.node('Reshape', [affine(at, x), g.integers(1, positions, heads, width / heads)]);
      return g.node('Transpose', [parts], { perm });
    };
    const factor = g.weight('factor', { shape: [], values: Float32Array.of(1 / Math.sqrt(width / heads)) });
    let x = 'input';
    for (let i = 0; i < layers; i++) {
      const at = `block${i}`;
      const products = g.node('MatMul', [split(`${at}.query`, x, [0, 2, 1, 3]), split(`${at}.key`, x, [0, 2, 3, 1])]);
      const scores = g.node('Softmax', [g.node('Mul', [products, factor])], { axis: -1 });
      const mixed = g.node('MatMul', [scores, split(`${at}.value`, x, [0, 2, 1, 3])]);
      const attended = g.node('Transpose', [mixed], { perm: [0, 2, 1, 3] });
      const rows = g.node('Reshape', [attended, g.integers(1, positions, width)]);
      const h = norm(`${at}.norm1`, g.node('Add', [affine(`${at}.mix`, rows), x]));
      const fed = affine(`${at}.narrow`, g.node('Gelu', [affine(`${at}.widen`, h)]));
      x = norm(`${at}.norm2`, g.node('Add', [fed, h]));
    }
    return g.model({ name: 'input', shape: this.shape }, { name: x, shape: this.shape });
  },
});
