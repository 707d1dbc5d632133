// The laws on WebGPU, and on the page's CPU: its engine has other instructions than Node's.
import { holdsLaws } from './laws.ts';

holdsLaws(['cpu', 'gpujs:webgpu']);
