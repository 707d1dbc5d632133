// The peer of the suites: jax-js on its wasm backend, one thread, the function under jit.

import { defaultDevice, init, jit, numpy as np } from '@jax-js/jax';

await init('wasm');
defaultDevice('wasm');

/** @returns `{ run, output, release }` of a function of arrays; it consumes its arguments, as jax-js has it */
export async function jaxKernel(inputs, f) {
  const arrays = Object.values(inputs).map(({ shape, values }) => np.array(values).reshape(shape));
  const compiled = jit((...args) => f(...args));
  const call = () => compiled(...arrays.map((a) => a.ref));
  return {
    async run() {
      const y = call();
      await y.blockUntilReady();
      y.dispose();
    },
    output: () => call().dataSync(), // consumes it
    release() {
      for (const a of arrays) a.dispose();
    },
  };
}
