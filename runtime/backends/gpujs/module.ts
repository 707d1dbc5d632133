// What a module built for gpu.js embeds: the source text of its kernels and the steps that launch them.
import type { GpuProgram, GpuStep } from '../../../compiler/emit/gpujs/index.ts';
import type { Buffer } from '../../../compiler/program/types.ts';
import { base64, block, Code, type Data, literal } from '../../../compiler/source/build/literal.ts';
import type { Runner, Standalone } from '../../../compiler/source/build/standalone.ts';
import type { Mode } from './modes.ts';

const runner: Omit<Runner, 'uses'> = {
  file: 'runtime/backends/gpujs/standalone.ts',
  open: 'openGpujs',
  spec: 'GpujsSpec',
  options: { type: 'GpujsLoadOptions' },
  shown: ['Later', 'GpujsLoadOptions', 'GpuClass'],
  later: true,
};

export function standalone(program: GpuProgram, mode: Mode): Standalone {
  const policy =
    mode === 'cpu' ? " Builds functions from text: a content security policy has to allow 'unsafe-eval'." : '';
  return {
    runner: { ...runner, uses: constantMakers(program) },
    at: (buffer) => buffer,
    kernels: `
/** The kernels as gpu.js compiles them: each computes one element of a buffer in each thread. */
const kernels = ${literal(kernelsOf(program.steps))};`,
    fields: () => ({ mode, program: programOf(program) }),
    imports: ["import { GPU } from 'gpu.js';"],
    given: '{ GPU }',
    needs: [`${program.kernels} kernels for gpu.js 2.24.1 or later in its mode ${mode}.${policy}`],
  };
}

function kernelsOf(steps: readonly GpuStep[]): Record<string, Data> {
  return Object.fromEntries(
    steps.flatMap((s) => (s.kind === 'loop' ? Object.entries(kernelsOf(s.body)) : [[s.name, block(s.source)]])),
  );
}

function programOf({ buffers, steps, kernels }: GpuProgram): Data {
  return {
    kernels,
    buffers: buffers.map(({ id, name, dtype, length, role, data }) => {
      const given = data === undefined ? undefined : dtype === 'f32' ? Float32Array.from(data) : Int32Array.from(data);
      const made = given && new Code(`${makerOf(dtype)}(${base64(new Uint8Array(given.buffer)).text})`);
      return { id, name, dtype, length, role, data: made };
    }),
    steps: steps.map(stepOf),
  };
}

function stepOf(s: GpuStep): Data {
  if (s.kind === 'loop') {
    const { kind, name, counter, extent, reverse, carries } = s;
    return {
      kind,
      name,
      counter,
      extent,
      reverse: new Code(`${reverse}`),
      carries: carries.map((c) => ({ ...c })),
      body: s.body.map(stepOf),
    };
  }
  const { kind, name, writes, length } = s;
  const source = new Code(`kernels${/^\w+$/.test(name) ? `.${name}` : `[${literal(name)}]`}`);
  return { kind, name, source, arguments: s.arguments.map((a) => ({ ...a })), writes, length };
}

const makerOf = (dtype: Buffer['dtype']) => (dtype === 'f32' ? 'floatsOf' : 'integersOf');

function constantMakers({ buffers }: GpuProgram): string[] {
  return [...new Set(buffers.flatMap((b) => (b.data === undefined ? [] : [makerOf(b.dtype)])))];
}
