// Deep models as a user writes them, layer by layer: what their types cost must grow with their depth and no faster.
const imports = (names: string) => `import { ${names} } from 'quern';\n`;
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** A Transformer's encoder of `blocks` blocks. */
export function transformerOf(blocks: number): string {
  return `${imports('affine, embedding, input, model, transformerBlock')}
export const net = model(
  {
    embed: embedding(1000, 64),
${lines(blocks, (i) => `    block${i}: transformerBlock(64, 256, { heads: 4 }),`)}
    out: affine(64, 1000),
  },
  input.i32('batch', 'T'),
  (p, ids) => {
    const h0 = p.embed(ids);
${lines(blocks, (i) => `    const h${i + 1} = p.block${i}(h${i}, { causal: true });`)}
    return p.out(h${blocks});
  },
);
`;
}

/** One block of densely connected layers, as deep as is said, and what follows it. */
export function denseOf(layers: number): string {
  return `import { affine, globalMeanPool, input, model, pipe } from 'quern';
import { denseBlock, transition } from 'quern/nets';
const block = denseBlock(64, ${layers}, 32);
const half = transition(block.outputs);
export const net = model(
  { block, half, out: affine(half.outputs, 10) },
  input('batch', 64, 56, 56),
  (p, x, mode) => pipe(x, p.block(mode), p.half(mode), globalMeanPool, p.out),
);
`;
}

/** The blocks of each stage (He et al. 2016, table 1). */
const stages = { 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3] } as const;

/** A residual network with bottlenecks, each block of it by name. */
export function resNetOf(depth: keyof typeof stages): string {
  const blocks = stages[depth].flatMap((count, stage) => {
    const [width, out] = [64 * 2 ** stage, 256 * 2 ** stage];
    return Array.from({ length: count }, (_, i) => {
      const from = i > 0 ? out : stage === 0 ? 64 : out / 2;
      return `bottleneckBlock(${from}, ${width}, ${out}${i === 0 && stage > 0 ? ', { stride: 2 }' : ''})`;
    });
  });
  return `${imports('affine, batchNorm, bottleneckBlock, crossCorrelate, globalMeanPool, input, maxPool, model, pipe, relu')}
export const net = model(
  {
    first: crossCorrelate(3, 64, 7, { stride: 2, padding: 3, bias: false }),
    norm: batchNorm(64),
${lines(blocks.length, (i) => `    block${i}: ${blocks[i]},`)}
    out: affine(2048, 1000),
  },
  input('batch', 3, 224, 224),
  (p, x, mode) => {
    const h0 = pipe(x, p.first, p.norm(mode), relu, maxPool(3, { stride: 2, padding: 1 }));
${lines(blocks.length, (i) => `    const h${i + 1} = p.block${i}(mode)(h${i});`)}
    return pipe(h${blocks.length}, globalMeanPool, p.out);
  },
);
`;
}
