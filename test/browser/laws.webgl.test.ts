// The laws on WebGL 2, and of the scalar operations on the old WebGL.
import { holdsLaws } from './laws.ts';

holdsLaws(['gpujs:webgl2'], ['gpujs:webgl']);
