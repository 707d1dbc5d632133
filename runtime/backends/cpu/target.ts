// The CPU as a target: one WebAssembly module a program.
import { emitWasm } from '../../../compiler/emit/wasm/index.ts';
import { pageBytes } from '../../../compiler/emit/wasm/layout.ts';
import { listing } from '../../../compiler/emit/wasm/listing.ts';
import type { Target } from '../target.ts';
import { capabilities } from './index.ts';
import { standalone } from './module.ts';

export const target: Target = {
  name: 'cpu',
  capabilities,
  planned: true,
  listing,
  schedule: listing,
  emit(program) {
    // without fused multiply-add: the same bits on every engine
    const module = emitWasm(program, { fused: false });
    const { kernels, layout } = module;
    return {
      program,
      kernels: kernels.length,
      memoryBytes: layout.pages * pageBytes,
      standalone: () => standalone(program, module),
    };
  },
};
