// What a page loads only when a program or a call asks for it. One file, so that bundlers put what it shares with the rest
// into one piece.

export * as emitters from '../compiler/emit/wasm/late.ts';
export { withPlace } from '../compiler/failed.ts';
export * as passes from '../compiler/late.ts';
export { policyFault } from './backends/policy.ts';
export { requireAll } from './expected.ts';
export { training } from './training.ts';

export { verify } from './verify/index.ts';
