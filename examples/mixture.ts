// A mixture of experts (Jacobs, Jordan, Nowlan and Hinton 1991): a gate weighs the answers of experts, of which there are as
// many as there are widths. What is known at run time alone has a name, size('features', n), or is a plain number.
import {
  add,
  affine,
  input,
  model,
  mul,
  pipe,
  relu,
  size,
  slice,
  softmax,
  type Tensor,
  zeros,
} from '../runtime/index.ts';
import { digits, learnDigits } from './kit/classify.ts';
import type { Example } from './kit/example.ts';

/** [batch, features] -> [batch, 10]: sum over experts i of gate_i(x) expert_i(x), gate = softmax(W x + b) */
export function mixture(pixels: number, widths: readonly number[]) {
  const features = size('features', pixels);
  const count = size('experts', widths.length);
  return model(
    {
      gate: affine(features, count),
      // quern-ignore number-dimension
      experts: widths.map((width) => ({ hidden: affine(features, width), out: affine(width, 10) })),
    },
    input('batch', features),
    (p, x) => {
      const gate = softmax(p.gate(x));
      let answer: Tensor<['batch', 10]> = zeros('batch', 10);
      for (const [i, expert] of p.experts.entries())
        answer = add(answer, mul(slice(gate, 1, i, i + 1), pipe(x, expert.hidden, relu, expert.out)));
      return answer;
    },
    'mixture',
  );
}

/** the hidden units of each expert */
const widths: readonly number[] = [16, 24, 32, 48];

export default {
  name: 'mixture',
  about: 'experts of several widths, as many as a list has, read digits; a gate weighs them',
  metric: 'held-out accuracy',
  threshold: 0.95,
  better: 'higher',
  async run(studio) {
    const { train } = await digits(studio);
    const pixels = train.shape.reduce((n, side) => n * side, 1);
    const network = mixture(pixels, widths);
    const { accuracy, curve } = await learnDigits(studio, {
      ...{ name: 'mixture', model: network, epochs: 30, shift: true, rate: 0.004 },
    });
    return { value: accuracy, curves: [curve] };
  },
} satisfies Example;
