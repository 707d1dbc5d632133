// The backends that every op is held against the reference on: what README's table of ops lists.
import type { Backend } from '../../runtime/backends/backend.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { gpujs } from '../../runtime/backends/gpujs/index.ts';

/** In Node. */
export const inNode: Readonly<Record<string, () => Backend | Promise<Backend>>> = {
  cpu: () => cpu(),
  'gpujs:cpu': () => gpujs('cpu'),
  'gpujs:webasm': () => gpujs('webasm'),
};
