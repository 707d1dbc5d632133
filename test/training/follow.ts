// Training steps followed on two roads: a compiled program on some backend, and the float64 reference.
import type { Expr } from '../../dsl/expr.ts';
import type { Definition } from '../../dsl/graph.ts';
import { affine, input, lstm, mean, model, pipe, sinusoidalPositions, transformerBlock } from '../../dsl/index.ts';
import { alexNetSmall } from '../../dsl/nn/nets/alexnet.ts';
import { denseNetSmall } from '../../dsl/nn/nets/densenet.ts';
import { leNet } from '../../dsl/nn/nets/lenet.ts';
import { digitsMlp } from '../../dsl/nn/nets/mlp.ts';
import { resNetSmall } from '../../dsl/nn/nets/resnet.ts';
import { vggSmall } from '../../dsl/nn/nets/vgg.ts';
import { crossEntropy } from '../../dsl/ops/loss.ts';
import { momentum } from '../../dsl/optim/updates.ts';
import { trainStep } from '../../dsl/train.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { compile } from '../../runtime/compile.ts';
import { random } from '../emit/kernels.ts';

const optimizer = momentum(0.02, 0.9);

/** reads rows, one after the other */
const recurrent = () =>
  model({ layer: lstm(28, 16), out: affine(16, 10) }, input('batch', 28, 28), (p, x) => p.out(p.layer(x).state.h));
/** sees all rows at once */
const attentive = () => {
  const block = transformerBlock(16, 32, { heads: 2, norm: 'post' });
  return model({ embed: affine(28, 16), block, out: affine(16, 10) }, input('batch', 28, 28), (p, x) =>
    p.out(mean(pipe(x, p.embed, sinusoidalPositions, p.block), 1)),
  );
};

/** Networks for digits; the small forms with few filters. */
const networks = {
  mlp: () => trainStep(digitsMlp(), crossEntropy, optimizer),
  lenet: () => trainStep(leNet(), crossEntropy, optimizer),
  'resnet-small': () => trainStep(resNetSmall(1, [4, 6, 8]), crossEntropy, optimizer),
  'densenet-small': () => trainStep(denseNetSmall(2, 3), crossEntropy, optimizer),
  lstm: () => trainStep(recurrent(), crossEntropy, optimizer),
  transformer: () => trainStep(attentive(), crossEntropy, optimizer),
  'alexnet-small': () => trainStep(alexNetSmall([4, 6, 8, 8, 6], 16), crossEntropy, optimizer),
  'vgg-small': () => trainStep(vggSmall(2, [4, 6, 8], 16), crossEntropy, optimizer),
} as const;

export type Network = keyof typeof networks;

export const batch = 2;
const seed = 1;

export const definition = (network: Network): Definition => networks[network]();

/** The batches are given again and again. */
export const batches = 4;

/** A batch of noisy bars: the label says where the bar is. */
export function feeds(step: number): { readonly input: Float32Array; readonly target: Int32Array } {
  const r = random(1000 + (step % batches));
  const input = new Float32Array(batch * 784);
  const target = new Int32Array(batch);
  for (let b = 0; b < batch; b++) {
    const label = Math.floor(r() * 10);
    target[b] = label;
    for (let i = 0; i < 784; i++) {
      const column = i % 28;
      const bar = column >= 2 + 2 * label && column < 5 + 2 * label ? 0.8 : 0;
      input[b * 784 + i] = bar + 0.2 * r();
    }
  }
  return { input, target };
}

/** The losses of the first steps on a backend. */
export async function follow(network: Network, on: Backend, steps: number): Promise<number[]> {
  const program = await compile(definition(network), { batch }, { on });
  let state = program.initialState(seed);
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const result = await program.run(state, feeds(i));
    state = result.state;
    losses.push(result.outputs.loss![0]!);
  }
  await program.release();
  return losses;
}

/** The same steps in float64, straight from the expression graph; `first` gives the values of the first state by name. */
export function reference(network: Network, first: ReadonlyMap<string, ArrayLike<number>>, steps: number): number[] {
  const graph = definition(network).trace({ batch });
  const loss = graph.outputs.find((o) => o.name === 'loss')!.value;
  let values = graph.states.map((s) => first.get(s.name)!);
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const { input, target } = feeds(i);
    const given = new Map<Expr, ArrayLike<number>>(
      graph.inputs.map((p) => [p.leaf, p.name === 'target' ? target : input]),
    );
    graph.states.forEach((s, n) => {
      given.set(s.leaf, values[n]!);
    });
    const results = evaluate([loss, ...graph.states.map((s) => s.next)], given);
    losses.push(results[0]![0]!);
    values = results.slice(1);
  }
  return losses;
}

/** The values of the first state, as every backend starts from. */
export async function firstState(network: Network): Promise<Map<string, ArrayLike<number>>> {
  const program = await compile(definition(network), { batch });
  const tensors = await program.initialState(seed).snapshot();
  await program.release();
  return new Map([...tensors].map(([name, t]) => [name, t.data]));
}
