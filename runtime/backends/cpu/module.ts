// What a module built for the CPU embeds: its WebAssembly and the constants of its memory.
import type { EmittedModule } from '../../../compiler/emit/wasm/emitter.ts';
import type { Buffer, Program } from '../../../compiler/program/types.ts';
import { base64, sourceOf } from '../../../compiler/source/build/literal.ts';
import type { Runner, Standalone } from '../../../compiler/source/build/standalone.ts';
import { digestOf } from '../../standalone/weights.ts';

const runner: Runner = {
  file: 'runtime/backends/cpu/standalone.ts',
  open: 'openCpu',
  spec: 'CpuSpec',
  options: { type: 'CpuLoadOptions', initializer: '{}' },
  uses: [],
  shown: ['CpuLoadOptions'],
  later: false,
};

export function standalone({ buffers }: Program, { bytes, layout, kernels }: EmittedModule): Standalone {
  const at = (id: number): number => layout.buffers.get(id)!.offset;
  return {
    runner,
    at,
    kernels: null,
    bytes,
    fields: (beside) => ({
      wasm: { digest: digestOf(bytes), source: sourceOf(beside === undefined ? { inline: bytes } : { beside }) },
      constants: buffers.flatMap((b) =>
        b.data === undefined ? [] : [{ at: at(b.id), dtype: b.dtype, data: base64(storedBytes(b)) }],
      ),
    }),
    imports: [],
    given: '',
    needs: [
      `${kernels.length} kernels in WebAssembly with SIMD, in ${(layout.totalBytes / 2 ** 20).toFixed(1)} MiB of memory of its own. One thread, the same bits on every`,
      "engine. A content security policy has to allow 'wasm-unsafe-eval', and nothing else.",
    ],
  };
}

function storedBytes({ dtype, data }: Buffer): Uint8Array {
  const stored = dtype === 'f32' ? Float32Array.from(data!) : Int32Array.from(data!);
  return new Uint8Array(stored.buffer);
}
