// Wrong programs: files of weights of another model. (The run time names all differences of a file in one error.)
import { affine } from '../../../dsl/nn/affine.ts';
import { model } from '../../../dsl/nn/model.ts';
import { input } from '../../../dsl/ops/leaves.ts';
import { decodeWeights, weightsFile } from '../../../runtime/data/index.ts';
import { loadWeights } from '../../../runtime/node.ts';

type F32<S extends readonly number[]> = { readonly dtype: 'F32'; readonly shape: S };
type Out = { readonly 'out.w': F32<[8, 3]>; readonly 'out.b': F32<[3]> };

const narrow = model({ out: affine(4, 3) }, input('batch', 4), (p, x) => p.out(x));
const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));

//? weights: 'out.w' is F32 [8, 3] in the file, expected F32 [4, 3]
export const otherWidth = () => loadWeights(weightsFile<Out>('out.safetensors'), narrow);

//? weights: the file lacks 'out.b', F32 [3]
export const missing = () => loadWeights(weightsFile<Omit<Out, 'out.b'>>('out.safetensors'), net);

//? weights: the file has 'hidden.w', [8, 8], which is no weight of the model
export const extra = () => loadWeights(weightsFile<Out & { readonly 'hidden.w': F32<[8, 8]> }>('out.safetensors'), net);

//? weights: 'out.b' is F64 [3] in the file, expected F32 [3]
export const doubles = (bytes: Uint8Array) =>
  decodeWeights(
    net,
    weightsFile<Omit<Out, 'out.b'> & { readonly 'out.b': { readonly dtype: 'F64'; readonly shape: [3] } }>(bytes),
  );
