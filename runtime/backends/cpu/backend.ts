// The CPU as a backend value.
import type { EmitOptions } from '../../../compiler/emit/wasm/index.ts';
import type { Backend } from '../backend.ts';
import { capabilities, instantiateAsync } from './index.ts';

/** WebAssembly on the calling thread: works in Node and in every browser, with no native build. */
export function cpu(options: EmitOptions = {}): Backend {
  return {
    name: 'cpu',
    capabilities,
    async instantiate(program) {
      const instance = await instantiateAsync(program, options);
      let released = false;
      const live =
        <A extends readonly unknown[], R>(f: (...args: A) => R) =>
        (...args: A): R => {
          if (released) throw new Error('cpu: this program was released');
          return f(...args);
        };
      return {
        backend: 'cpu',
        write: live(instance.write),
        read: live(instance.read),
        run: live(instance.run),
        kernels: instance.kernels,
        memoryBytes: instance.memoryBytes,
        compileMs: instance.compileMs,
        release: () => {
          released = true;
        },
      };
    },
  };
}
