// An expression as a program of the CPU backend, with its numbers in place: what is timed is the program alone, without
// copies in and out.

import { compile, cpu, input, model, predictStep } from '../../../dist/runtime/index.js';

/**
 * @param inputs `{ name: { shape, values } }`, f32
 * @param f from the tensors by name to a tensor, or several by name
 * @returns `{ run, output, program, memoryBytes, compileMs, release }`
 */
export async function kernel(inputs, f, options = {}) {
  const backend = cpu({ threads: 1, ...options });
  let instance;
  const held = {
    ...backend,
    async instantiate(program) {
      instance = await backend.instantiate(program);
      return instance;
    },
  };
  const ports = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, input(...shape)]));
  const executable = await compile(predictStep(model({}, ports, (_, x) => f(x))), {}, { on: held });
  const { program } = executable;
  for (const { name, buffer } of program.inputs) instance.write(buffer, inputs[name.replace(/^input\./, '')].values);
  return {
    run: () => instance.run(),
    output: () => instance.read(program.outputs[0].buffer),
    program,
    memoryBytes: instance.memoryBytes,
    compileMs: executable.compileMs,
    release: () => executable.release(),
  };
}

/** Deterministic numbers, uniform in [from, to). */
export function numbers(shape, from = -1, to = 1, seed = 1) {
  const values = new Float32Array(shape.reduce((size, n) => size * n, 1));
  let state = Math.imul(seed, 0x9e3779b9) | 1;
  for (let i = 0; i < values.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[i] = from + ((to - from) * (state >>> 0)) / 2 ** 32;
  }
  return { shape, values };
}
