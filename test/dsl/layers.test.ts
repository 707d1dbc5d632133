import { describe, expect, test } from 'vitest';
import {
  affine,
  batchNorm,
  constant,
  constantI32,
  crossCorrelate,
  dropout,
  embedding,
  evaluating,
  flow,
  layerNorm,
  maxPool,
  mlp,
  ones,
  paramsOf,
  pipe,
  relu,
  reluNetwork,
  repeated,
  softmax,
} from '../../dsl/index.ts';
import { keyOf as hostKey, uniform } from '../../dsl/key.ts';
import { fans, glorotUniform, heNormal, lecunNormal, orthogonal, truncatedNormal } from '../../dsl/nn/initializers.ts';
import { Training } from '../../dsl/nn/mode.ts';
import { namedParameters } from '../../dsl/nn/tree.ts';
import { keyOf } from '../../dsl/ops/random.ts';
import { asTensor, toExpr } from '../../dsl/tensor.ts';
import { shapeOf, valuesOf } from './values.ts';

const close = (expected: readonly number[]) => expected.map((v) => expect.closeTo(v, 6));

describe('layers', () => {
  test('affine is x w + b, on vectors and on batches', () => {
    const layer = affine(2, 3);
    const { w, b } = layer.params;
    const feeds = [
      [w, [1, 2, 3, 4, 5, 6]],
      [b, [10, 20, 30]],
    ] as const;
    expect(valuesOf(layer(constant([1, -1], 2)), feeds)).toEqual([7, 17, 27]);
    expect(valuesOf(layer(constant([1, -1, 0, 1], 2, 2)), feeds)).toEqual([7, 17, 27, 14, 25, 36]);
    expect(shapeOf(layer(ones(4, 5, 2)))).toEqual([4, 5, 3]);
  });

  test('crossCorrelate adds one bias per filter', () => {
    const layer = crossCorrelate(1, 2, 2);
    const feeds = [
      [layer.params.w, [1, 1, 1, 1, 1, 0, 0, 0]],
      [layer.params.b, [0, 100]],
    ] as const;
    expect(valuesOf(layer(constant([1, 2, 3, 4], 1, 1, 2, 2)), feeds)).toEqual([10, 101]);
    expect(shapeOf(crossCorrelate(4, 8, 3, { groups: 2, padding: 1, stride: 2 })(ones(1, 4, 6, 6)))).toEqual([
      1, 8, 3, 3,
    ]);
  });

  test('embedding takes rows', () => {
    const layer = embedding(3, 2);
    expect(valuesOf(layer(constantI32([2, 0], 2)), [[layer.params.table, [1, 2, 3, 4, 5, 6]]])).toEqual([5, 6, 1, 2]);
  });

  test('layerNorm: mean 0, variance 1 for each vector', () => {
    const layer = layerNorm(2, { epsilon: 0 });
    const feeds = [
      [layer.params.scale, [1, 2]],
      [layer.params.shift, [0, 5]],
    ] as const;
    expect(valuesOf(layer(constant([1, 3, -2, -8], 2, 2)), feeds)).toEqual(close([-1, 7, 1, 3]));
  });

  test('batchNorm: the batch in training, running statistics in evaluation', () => {
    const layer = batchNorm(1, { epsilon: 0, momentum: 0.5 });
    const { scale, shift, mean, variance } = layer.params;
    const feeds = [
      [scale, [1]],
      [shift, [0]],
      [mean, [10]],
      [variance, [4]],
    ] as const;
    const x = constant([1, 3], 2, 1);
    const mode = new Training(() => keyOf(0));
    expect(valuesOf(layer(mode)(x), feeds)).toEqual(close([-1, 1]));
    const kept = [...mode.kept].map(([leaf, next]) => [leaf.name, valuesOf(asTensor(next), feeds)[0]]);
    // mean 2; the unbiased variance of [1, 3] is 2
    expect(kept).toEqual([
      ['mean', 6],
      ['variance', 3],
    ]);
    expect(valuesOf(layer(evaluating)(x), feeds)).toEqual(close([-4.5, -3.5]));
    expect(() => layer(mode)(x)).toThrow('kept twice');
  });

  test('dropout keeps the mean, draws anew at each place, and does nothing in evaluation', () => {
    const x = ones(64, 64);
    const mode = new Training(() => keyOf(1));
    const [a, b] = [valuesOf(dropout(0.25, mode)(x)), valuesOf(dropout(0.25, mode)(x))];
    expect(new Set(a)).toEqual(new Set([0, 1 / 0.75]));
    const mean = a.reduce((s, v) => s + v, 0) / a.length;
    expect(Math.abs(mean - 1)).toBeLessThan(4.5 * Math.sqrt(0.25 / 0.75 / a.length));
    expect(a).not.toEqual(b);
    expect(toExpr(dropout(0.25, evaluating)(x))).toBe(toExpr(x));
    expect(() => dropout(1, mode)).toThrow('rate is 1');
  });

  test('stacks of affine maps', () => {
    const net = reluNetwork([2, 2, 1]);
    const [first, last] = net.params;
    const feeds = [
      [first.w, [1, -1, 1, -1]],
      [first.b, [0, 0]],
      [last.w, [1, 10]],
      [last.b, [0.5]],
    ] as const;
    expect(valuesOf(net(constant([2, 1, -2, -1], 2, 2)), feeds)).toEqual([3.5, 30.5]);
    expect(shapeOf(mlp([4, 8, 3])(ones(5, 4)))).toEqual([5, 3]);
  });
});

describe('composition and trees', () => {
  test('pipe, flow and repeated', () => {
    const x = constant([-1, 2], 1, 2);
    const twice = repeated(2, () => relu<[1, 2], 'f32'>);
    expect(valuesOf(pipe(x, relu, softmax))).toEqual(valuesOf(flow(relu<[1, 2], 'f32'>, softmax)(x)));
    expect(valuesOf(twice(x))).toEqual([0, 2]);
  });

  test('parameters have the paths of the tree, shared layers one name', () => {
    const shared = affine(3, 3);
    const layers = { first: affine(2, 3), rest: [shared, shared], norm: batchNorm(3), pool: maxPool(2) };
    const names = [
      'first.w',
      'first.b',
      'rest.0.w',
      'rest.0.b',
      'norm.scale',
      'norm.shift',
      'norm.mean',
      'norm.variance',
    ];
    expect(namedParameters(layers).map((p) => p.name)).toEqual(names);
    expect(paramsOf(layers).first.w).toBe(layers.first.params.w);
  });
});

describe('initialisers', () => {
  const stream = hostKey(5);
  const draw = (
    i: { draw: (s: readonly number[], u: (i: number) => number) => Float32Array },
    shape: readonly number[],
  ) => [...i.draw(shape, (k) => uniform(stream, k))];
  const deviation = (xs: readonly number[]) => Math.sqrt(xs.reduce((s, x) => s + x * x, 0) / xs.length);

  test('fans by layout', () => {
    expect(fans([20, 30])).toEqual({ fanIn: 20, fanOut: 30 });
    expect(fans([6, 3, 5, 5])).toEqual({ fanIn: 75, fanOut: 150 });
  });

  test('deviations', () => {
    const shape = [200, 300];
    expect(deviation(draw(heNormal, shape))).toBeCloseTo(Math.sqrt(2 / 200), 2);
    expect(deviation(draw(lecunNormal, shape))).toBeCloseTo(Math.sqrt(1 / 200), 2);
    expect(deviation(draw(glorotUniform, shape))).toBeCloseTo(Math.sqrt(2 / 500), 2);
    expect(Math.max(...draw(glorotUniform, shape).map(Math.abs))).toBeLessThanOrEqual(Math.fround(Math.sqrt(6 / 500)));
  });

  test('truncated at two deviations', () => {
    const xs = draw(truncatedNormal(0.5), [5000]);
    expect(Math.max(...xs.map(Math.abs))).toBeLessThanOrEqual(1);
    // the deviation of a standard normal within two deviations
    expect(deviation(xs)).toBeCloseTo(0.5 * 0.8796, 1);
  });

  test.each([[[6, 4]], [[4, 6]], [[5, 5]], [[4, 3, 2]]])('orthogonal %j', (shape) => {
    const m = draw(orthogonal(), shape);
    const [rows, columns] = [shape[0]!, m.length / shape[0]!];
    const at = (r: number, c: number) => m[r * columns + c]!;
    const short = Math.min(rows, columns);
    for (let i = 0; i < short; i++) {
      for (let j = 0; j < short; j++) {
        let product = 0;
        for (let k = 0; k < Math.max(rows, columns); k++)
          product += rows <= columns ? at(i, k) * at(j, k) : at(k, i) * at(k, j);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 6);
      }
    }
  });
});
