import { affine, embedding, input, learnedPositions, model, pipe, transformerBlock } from '../../../runtime/index.ts';

/** nn.Embedding(max_len, width) remembered the other way round */
export const language = model(
  {
    words: embedding(1000, 64),
    positions: learnedPositions(64, 256),
    block: transformerBlock(64, 128, { heads: 4 }),
    out: affine(64, 1000),
  },
  input.i32('batch', 256),
  (p, text) => {
    const vectors = p.words(text);
    //> learnedPositions(64, 256) ~> learnedPositions(256, 64)
    //! learnedPositions(64, 256): input has 64 features, expected 256
    const placed = p.positions(vectors);
    return pipe(placed, p.block, p.out);
  },
);
