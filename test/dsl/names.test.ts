// Axes by name: a name finds the axis whose dimension it is, whatever the sizes are, and where that is not known an error
// asks for the number. All names here are bound to one size, so that no size tells one axis from another.
import { describe, expect, test } from 'vitest';
import { bindingOf } from '../../dsl/binding.ts';
import * as q from '../../dsl/index.ts';
import { namesOf } from '../../dsl/names.ts';
import { type AnyTensor, toExpr } from '../../dsl/tensor.ts';
import { network } from '../../examples/attention.ts';

const inTrace = <T>(size: number, f: () => T): T =>
  bindingOf({ batch: size, time: size, keys: size, heads: size, S: size, T: size }, f);
const names = (t: AnyTensor) => namesOf(toExpr(t));
const x = () => q.input('batch', 'time', 4);

/** What has names after it. */
const passOn: Record<string, readonly [() => AnyTensor, readonly (string | null)[]]> = {
  leaves: [() => q.ones('batch', 3, 'time'), ['batch', null, 'time']],
  'a constant': [() => q.constant([1, 1, 1].slice(0, 0), 0, 'time'), [null, 'time']],
  iota: [() => q.iota('time'), ['time']],
  'random numbers': [() => q.randomNormal(q.keyOf(1), 'time', 2), ['time', null]],
  'pointwise maps': [() => q.relu(x()), ['batch', 'time', null]],
  'a stretched operand': [() => q.add(q.ones('time', 4), q.ones('batch', 1, 4)), ['batch', 'time', null]],
  'a reduction': [() => q.sum(x(), 1), ['batch', null]],
  'a reduction that keeps its axis': [() => q.mean(x(), 0, { keepDims: true }), [null, 'time', null]],
  variance: [() => q.variance(x(), 2), ['batch', 'time']],
  logSumExp: [() => q.logSumExp(x(), 0), ['time', null]],
  softmax: [() => q.softmax(x(), 'time'), ['batch', 'time', null]],
  cumulativeSum: [() => q.cumulativeSum(x(), 'time'), ['batch', 'time', null]],
  permute: [() => q.permute(x(), 2, 1, 0), [null, 'time', 'batch']],
  transpose: [() => q.transpose(x()), ['batch', null, 'time']],
  expand: [() => q.expand(x(), 'time'), ['batch', null, 'time', null]],
  squeeze: [() => q.squeeze(q.ones('batch', 1, 'time'), 1), ['batch', 'time']],
  reshape: [() => q.reshape(x(), 'time', 'batch', 4), ['time', 'batch', null]],
  flatten: [() => q.flatten(x()), ['batch', null]],
  broadcastTo: [() => q.broadcastTo(q.ones('batch', 1), 'time', 'batch', 3), ['time', 'batch', null]],
  flip: [() => q.flip(x(), 'time'), ['batch', 'time', null]],
  'a slice': [() => q.slice(x(), 'time', 0, 1), ['batch', null, null]],
  'a slice of everything': [() => q.slice(x(), 'time', 0), ['batch', 'time', null]],
  repeat: [() => q.repeat(x(), 2, 3), ['batch', 'time', null]],
  pad: [() => q.pad(x(), 2, 1, 1), ['batch', 'time', null]],
  concat: [() => q.concat('time', x(), q.ones('batch', 'keys', 4)), ['batch', 'time+keys', null]],
  'a concat of equal names': [() => q.concat('time', x(), x()), ['batch', null, null]],
  stack: [() => q.stack('time', x(), x()), ['batch', null, 'time', null]],
  window: [() => q.window(x(), 2, 2), ['batch', 'time', null, null]],
  'windows side by side': [() => q.window(x(), 2, 2, { stride: 2 }), ['batch', 'time', null, null]],
  matmul: [() => q.matmul(x(), q.ones('batch', 4, 'keys')), ['batch', 'time', 'keys']],
  einsum: [() => q.einsum('btc,bsc->bts', x(), q.ones('batch', 'keys', 4)), ['batch', 'time', 'keys']],
  gather: [() => q.gather(q.ones(9, 'keys'), q.input.i32('batch', 'time')), ['batch', 'time', 'keys']],
  oneHot: [() => q.oneHot(q.input.i32('batch', 'time'), 7), ['batch', 'time', null]],
  where: [() => q.where(q.greater(x(), 0), x(), 0), ['batch', 'time', null]],
  cast: [() => q.cast(x(), 'i32'), ['batch', 'time', null]],
  affine: [() => q.affine(4, 8)(x()), ['batch', 'time', null]],
  embedding: [() => q.embedding(10, 4)(q.input.i32('batch', 'time')), ['batch', 'time', null]],
  layerNorm: [() => q.layerNorm(4)(x()), ['batch', 'time', null]],
  'self-attention': [() => q.selfAttention(4, { heads: 2 })(x()), ['batch', 'time', null]],
  'rotary positions': [() => q.rotaryPositions(x()), ['batch', 'time', null]],
  convolution: [() => q.crossCorrelate(3, 8, 3)(q.input('batch', 3, 8, 8)), ['batch', null, null, null]],
  'grouped convolution': [
    () => q.crossCorrelate(4, 8, 3, { groups: 2 })(q.input('batch', 4, 8, 8)),
    ['batch', null, null, null],
  ],
  'pooled positions': [() => q.maxPool2d(q.input('batch', 3, 8, 8), 2), ['batch', null, null, null]],
  groupNorm: [() => q.groupNorm(4, 2)(q.input('batch', 4, 'time')), ['batch', null, 'time']],
  stopGradient: [() => q.stopGradient(x()), ['batch', 'time', null]],
};

describe.each([1, 2, 5])('names bound to %i', (size) => {
  test.each(Object.entries(passOn))('%s', (_, [make, expected]) => {
    expect(inTrace(size, () => names(make()))).toEqual(expected);
  });
});

const sentence = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    if (error instanceof q.ShapeError) return error.sentence;
    throw error;
  }
  return 'nothing is wrong';
};

test('a name finds its axis among others of its size', () => {
  const scores = inTrace(4, () => {
    const q1 = q.input('batch', 'heads', 'time', 'keys');
    return [q.sum(q1, 'keys'), q.sum(q1, 3), q.sum(q1, 'heads'), q.sum(q1, 1)].map(toExpr);
  });
  expect(scores[0]).toBe(scores[1]);
  expect(scores[2]).toBe(scores[3]);
  expect(scores[0]).not.toBe(scores[2]);
});

test('names are those of each call, where one expression would do for both', () => {
  inTrace(3, () => {
    expect([names(q.iota('S')), names(q.iota('T')), names(q.iota(3))]).toEqual([['S'], ['T'], [null]]);
    const square = q.input('S', 'T');
    expect(names(q.reshape(square, 'T', 'S'))).toEqual(['T', 'S']);
    expect(names(square)).toEqual(['S', 'T']);
    expect(names(q.slice(q.ones('T'), 0, 0, 3))).toEqual([null]);
  });
});

test('the sum of names is a name, in either order', () => {
  inTrace(2, () => {
    const both = q.concat('T', q.ones('T', 'batch'), q.ones('S', 'batch'));
    expect(toExpr(q.mean(both, 'S+T'))).toBe(toExpr(q.mean(both, 0)));
  });
});

test('in the body of a loop, and after it', () => {
  inTrace(2, () => {
    const steps = q.permute(x(), 'time', 'batch', 2);
    const seen: unknown[] = [];
    const { carry, outputs } = q.scan(q.zeros('batch', 4), steps, (h, row) => {
      seen.push(names(h), names(row));
      const next = q.add(h, row);
      return [next, q.mean(next, 'batch')];
    });
    expect(seen).toEqual([
      ['batch', null],
      ['batch', null],
    ]);
    expect([names(carry), names(outputs)]).toEqual([
      ['batch', null],
      ['time', null],
    ]);
  });
});

test('a gradient has the names of what it is by', () => {
  inTrace(3, () => {
    const t = q.input('time', 'S');
    const g = q.grad(q.sum(q.matmul(t, q.input('S', 4))), t);
    expect(toExpr(q.sum(g, 'S')).shape).toEqual([3]);
    expect(names(q.grad(q.sum(q.cumulativeSum(q.square(t), 'time')), t))).toEqual(['time', 'S']);
  });
});

test('in a model, whatever the sizes are bound to', () => {
  const net = q.model({ out: q.affine(3, 3) }, q.input('batch', 'time', 3), (p, t) => q.mean(p.out(t), 'time'));
  for (const binding of [
    { batch: 3, time: 3 },
    { batch: 2, time: 5 },
    { batch: 1, time: 1 },
  ]) {
    const { outputs } = q.predictStep(net).trace(binding);
    expect(outputs[0]!.value.shape).toEqual([binding.batch, 3]);
  }
});

test('the block of the example, with all names of one size', () => {
  for (const binding of [
    { batch: 8, time: 8, keys: 8 },
    { batch: 1, time: 1, keys: 1 },
    { batch: 2, time: 3, keys: 5 },
  ]) {
    const { outputs } = q.predictStep(network).trace(binding);
    expect(outputs[0]!.value.shape).toEqual([binding.batch, 10]);
  }
});

test('what no axis is called is an error that says what there is', () => {
  inTrace(2, () => {
    const mean = q.mean as (x: AnyTensor, axis: unknown) => AnyTensor;
    expect(sentence(() => mean(x(), 'tme'))).toBe(
      "mean: x has no axis 'tme'; it is [batch, time, 4]; did you mean 'time'?",
    );
    expect(sentence(() => mean(x(), 'keys'))).toBe("mean: x has no axis 'keys'; it is [batch, time, 4]");
    expect(sentence(() => mean(q.ones('T', 'T'), 'T'))).toBe(
      "mean: x has axis 'T' twice; it is [T, T]; give its number",
    );
    expect(() => mean(q.reshape(x(), -1), 'time')).toThrow(/given by its number/);
  });
});

/** As types call what is some rows shorter or longer. */
const shifted: Record<string, readonly [() => AnyTensor, readonly (string | null)[]]> = {
  'a slice from its second row': [() => q.slice(x(), 'time', 1), ['batch', 'time-1', null]],
  'a slice without its last rows': [() => q.slice(x(), 'time', 1, -2), ['batch', 'time-3', null]],
  'a slice of what was padded': [() => q.slice(q.pad(x(), 'time', 2, 1), 'time+3', 4), ['batch', 'time-1', null]],
  'a slice that takes the padding away': [() => q.slice(q.pad(x(), 'time', 2, 1), 1, 2, -1), ['batch', 'time', null]],
  'a slice of every second row': [() => q.slice(x(), 'time', 0, 0, { step: 2 }), ['batch', null, null]],
  'pad along a name': [() => q.pad(x(), 'time', 1, 1), ['batch', 'time+2', null]],
};
test.each(Object.entries(shifted))('%s has the name that types give it', (_, [made, own]) => {
  expect(inTrace(9, () => names(made()))).toEqual(own);
});
test('what a slice is called finds its axis, as in types', () => {
  expect(inTrace(9, () => toExpr(q.softmax(q.slice(x(), 1, 1), 'time-1')).shape)).toEqual([9, 8, 4]);
});
