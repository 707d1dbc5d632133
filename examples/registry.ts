// Every example by its name; each is loaded when it is run.
import type { Example } from './kit/example.ts';

const of = (load: () => Promise<{ readonly default: Example }>) => async () => (await load()).default;

export const registry: Readonly<Record<string, () => Promise<Example>>> = {
  mlp: of(() => import('./mlp.ts')),
  'relu-network': of(() => import('./relu-network.ts')),
  lenet: of(() => import('./lenet.ts')),
  'alexnet-small': of(() => import('./alexnet-small.ts')),
  'vgg-small': of(() => import('./vgg-small.ts')),
  'resnet-small': of(() => import('./resnet-small.ts')),
  'batch-norm': of(() => import('./batch-norm.ts')),
  'skip-and-gates': of(() => import('./skip-and-gates.ts')),
  elman: of(() => import('./elman.ts')),
  gru: of(() => import('./gru.ts')),
  lstm: of(() => import('./lstm.ts')),
  'char-gru': of(() => import('./char-gru.ts')),
  seq2seq: of(() => import('./seq2seq.ts')),
  'seq2seq-attention': of(() => import('./seq2seq-attention.ts')),
  transformer: of(() => import('./transformer.ts')),
  'transformer-lm': of(() => import('./transformer-lm.ts')),
  mixture: of(() => import('./mixture.ts')),
  unet: of(() => import('./unet.ts')),
  'which-layer': of(() => import('./which-layer.ts')),
};
