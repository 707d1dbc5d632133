// What a page loads only when a program needs it: the passes for loops, scattered updates, windows and what is too
// large to be stored whole, and what checks the results of passes. One file, so that bundlers put what they share with the
// rest into one piece.
export { inBlocks } from './passes/blocks/index.ts';
export { keepErrors } from './passes/carries.ts';
export { unloop } from './passes/loops.ts';
export { padFactors } from './passes/padding.ts';
export { mergeScans } from './passes/scans.ts';
export { scatterAsSum } from './passes/scatter.ts';
export { scatterOnto } from './passes/scatterOnto.ts';
export { reuseSteps } from './passes/steps.ts';
export { joinWindowSums } from './passes/windows.ts';
export { validators } from './program/validate.ts';
