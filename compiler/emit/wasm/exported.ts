// Kernels as exports of their module, so that a profiler can time them: given to the emitter by whoever wants them.
import type { FunctionBuilder } from './assemble/function.ts';
import type { ModuleBuilder } from './assemble/module.ts';

/** (counters): runs the kernel; `call` calls its function, after the counters */
export function exportKernel(
  module: ModuleBuilder,
  name: string,
  counters: number,
  call: (f: FunctionBuilder) => void,
) {
  const { index, builder } = module.function(name, { parameters: Array(counters).fill('i32'), results: [] });
  for (const p of builder.parameters) builder.get(p);
  call(builder);
  module.export(name, index);
}
