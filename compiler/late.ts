// What a page loads only when a program asks for it: the pass for what is too large to be stored whole, and what checks the
// results of passes. One file, so that bundlers put what they share with the rest into one piece.
export { inBlocks } from './passes/blocks/index.ts';
export { validators } from './validate.ts';
