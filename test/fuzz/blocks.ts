// What is computed in blocks, and blocks so small that they cut it: random programs, attention and the loss of a vocabulary.
import { inBlocks } from '../../compiler/passes/blocks/index.ts';
import { simplify } from '../../compiler/passes/simplify.ts';
import type { Blocks } from '../../compiler/program/types.ts';
import { makeInput } from '../../dsl/build.ts';
import type { DType } from '../../dsl/dtype.ts';
import { matmul } from '../../dsl/expression/contract.ts';
import { mul, tanh } from '../../dsl/expression/pointwise.ts';
import { fold, keyOf } from '../../dsl/key.ts';
import { type AttendOptions, attendTo } from '../../dsl/nn/attend.ts';
import { dropout } from '../../dsl/nn/dropout.ts';
import { Training } from '../../dsl/nn/mode.ts';
import { result } from '../../dsl/ops/boundary.ts';
import { crossEntropy } from '../../dsl/ops/loss.ts';
import { keyOf as randomKey } from '../../dsl/ops/random.ts';
import { cpuLike, gpuLike } from '../compiler/run.ts';
import { inNode, variants } from '../laws/targets.ts';
import { expectedOf } from '../testing/oracles/expected.ts';
import type { Oracle } from '../testing/oracles/oracle.ts';
import { keepsMeaning } from '../testing/oracles/passes.ts';
import { drawnLeaf } from '../testing/programs/drawn.ts';
import { graphOf } from '../testing/programs/graph.ts';
import type { Leaf, Specimen } from '../testing/programs/specimen.ts';

export const tiny: Blocks = { from: 0, again: 0, times: 1, of: 8, rows: 1 };
/** blocks of three rows, which leave a rest of most extents */
export const rows: Blocks = { ...tiny, of: 100, rows: 3 };

export const passes: Readonly<Record<string, Oracle>> = {
  'passes for a CPU, blocks of one row': keepsMeaning('cpu', { ...cpuLike, blocks: tiny }),
  'passes for a CPU, blocks of three rows': keepsMeaning('cpu', { ...cpuLike, blocks: rows }),
  'passes for a GPU': keepsMeaning('gpu', { ...gpuLike, blocks: tiny }),
};

/** Are the specimen's outputs, its gradient or the step computed in blocks? */
export function isCut(specimen: Specimen, blocks: Blocks): boolean {
  const { outputs, next } = expectedOf(specimen);
  const whole = simplify(graphOf(specimen, outputs, next));
  const cut = inBlocks(whole, blocks);
  const values = (g: typeof whole) => [...g.outputs.map((o) => o.value), ...g.states.map((s) => s.next)];
  return values(cut).some((e, i) => e !== values(whole)[i]);
}

interface Sizes {
  readonly batch: number;
  readonly heads: number;
  readonly n: number;
  readonly m: number;
}
const [width, wide] = [2, 3];

/** 17, 13, 7 and 5 leave a rest */
const sizes: readonly Sizes[] = [
  { batch: 1, heads: 1, n: 17, m: 13 },
  { batch: 2, heads: 3, n: 12, m: 12 },
  { batch: 3, heads: 1, n: 5, m: 17 },
  { batch: 2, heads: 2, n: 13, m: 7 },
];

const leaf = (name: string, shape: readonly number[], dtype: DType = 'f32', high = 2): Leaf =>
  drawnLeaf(makeInput(name, shape, dtype), fold(keyOf(3), name), dtype === 'f32' ? undefined : { low: 0, high });

/** tanh of attention mapped by a matrix, so that what comes back depends on what went out; and a second layer over it. */
function attention({ batch, heads, n, m }: Sizes, masks: (s: Sizes) => Masks, layers = 1): Specimen {
  const [q, k, v] = [
    leaf('q', [batch, heads, n, width]),
    leaf('k', [batch, heads, m, width]),
    leaf('v', [batch, heads, m, width]),
  ];
  const w = leaf('w', [width, wide]);
  const { options, leaves = [] } = masks({ batch, heads, n, m });
  let y = attendTo('attend', q.expr, k.expr, v.expr, options);
  for (let layer = 1; layer < layers; layer++) y = attendTo('attend', tanh(y), y, mul(y, y), {});
  return { leaves: [q, k, v, w, ...leaves], outputs: [tanh(matmul(y, w.expr))] };
}

interface Masks {
  readonly options: AttendOptions;
  readonly leaves?: readonly Leaf[];
}

const asTensor = (l: Leaf) => result(l.expr);
const models: Readonly<Record<string, (s: Sizes) => Specimen>> = {
  attention: (s) => attention(s, () => ({ options: {} })),
  'causal attention': (s) => attention(s, () => ({ options: { causal: true, scale: 'rootWidth' } })),
  'attention with lengths, some of them 0': (s) =>
    attention(s, ({ batch, m }) => {
      const lengths = leaf('lengths', [batch], 'i32', m);
      const none = { ...lengths, values: lengths.values.map((x, i) => (i === 0 ? 0 : x)) };
      return { options: { lengths: asTensor(none) as never }, leaves: [none] };
    }),
  'attention with a mask and dropout': (s) =>
    attention(s, ({ heads, n, m }) => {
      const mask = leaf('mask', [heads, n, m], 'bool', 1);
      const dropped = dropout(0.25, new Training(() => randomKey(1)));
      return { options: { mask: asTensor(mask) as never, dropout: dropped }, leaves: [mask] };
    }),
  'attention twice': (s) => attention(s, () => ({ options: {} }), 2),
  'the loss of a vocabulary': ({ batch, n, m }) => {
    const [x, w] = [leaf('x', [batch, n, width]), leaf('w', [width, 3 * m])];
    const labels = leaf('labels', [batch, n], 'i32', 3 * m - 1);
    const logits = matmul(tanh(x.expr), w.expr);
    return { leaves: [x, w, labels], outputs: [crossEntropy.rule.evaluate(logits, labels.expr)] };
  },
};

/** Each model of each size, by what it is. */
export const cutModels = Object.entries(models).flatMap(([name, make]) =>
  sizes.map((s) => [`${name}, ${JSON.stringify(s)}`, make(s)] as const),
);

export const targets = { ...inNode, 'cpu on two threads': variants['cpu, every kernel on two threads']! };
