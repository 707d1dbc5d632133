// The entry `quern/gpujs`: gpu.js in its modes, and the choice of a backend by name. gpu.js is an optional peer
// dependency, loaded when a backend of it is made.
export { type BackendName, backendNames, choose, requireBackendName } from './backends/choose.ts';
export {
  DeviceLostError,
  detect,
  gpu,
  gpujs,
  gpuModes,
  isGpu,
  type Mode,
  type ModeReport,
  modes,
} from './backends/gpujs/index.ts';
