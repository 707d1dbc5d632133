// The contraction emitter's surface: recognition and choice (plan), code (emit), and the epilogue for listings.

export { axisName } from './blocks.ts';
export { emitContraction, epilogueOf } from './emit.ts';
export { type ContractionPlan, type Piece, planContraction, type Strategy, type Tile, tiles } from './plan.ts';
export { Tables } from './tables.ts';
