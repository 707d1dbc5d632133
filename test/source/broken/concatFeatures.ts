import { affine, concat, embedding, input, mean, model, pipe, relu } from '../../../runtime/index.ts';

/** a recommender: what is known of the user beside the mean of what they read */
export const recommender = model(
  { items: embedding(5000, 32), hidden: affine(40, 64), out: affine(64, 1) },
  { user: input('batch', 8), read: input.i32('batch', 20) },
  (p, { user, read }) => {
    const taste = mean(p.items(read), 2);
    const features = concat(1, user, taste);
    //> mean(p.items(read), 2) ~> mean(p.items(read), 1)
    //! affine(40, 64): input has 28 features, expected 40
    const h = p.hidden(features);
    return pipe(h, relu, p.out);
  },
);
