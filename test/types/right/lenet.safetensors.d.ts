// Written by quern 0.1.0 from lenet.safetensors: write it again when that changes.

/** The tensors of lenet.safetensors by name: 10, 61,706 numbers. */
export type Tensors = {
  readonly 'first.w': { readonly dtype: 'F32'; readonly shape: [6, 1, 5, 5] };
  readonly 'first.b': { readonly dtype: 'F32'; readonly shape: [6] };
  readonly 'second.w': { readonly dtype: 'F32'; readonly shape: [16, 6, 5, 5] };
  readonly 'second.b': { readonly dtype: 'F32'; readonly shape: [16] };
  readonly 'third.w': { readonly dtype: 'F32'; readonly shape: [400, 120] };
  readonly 'third.b': { readonly dtype: 'F32'; readonly shape: [120] };
  readonly 'fourth.w': { readonly dtype: 'F32'; readonly shape: [120, 84] };
  readonly 'fourth.b': { readonly dtype: 'F32'; readonly shape: [84] };
  readonly 'out.w': { readonly dtype: 'F32'; readonly shape: [84, 10] };
  readonly 'out.b': { readonly dtype: 'F32'; readonly shape: [10] };
};
