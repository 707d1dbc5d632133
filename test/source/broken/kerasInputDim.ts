import { embedding } from '../../../runtime/index.ts';

/** Embedding(input_dim, output_dim) as options */
//> embedding({ vocabulary: 1000, width: 32 }) ~> embedding(1000, 32)
//! embedding(vocabulary, width, options): expected 2-3 arguments, got 1
export const table = embedding({ vocabulary: 1000, width: 32 });
