import { affine, compile, input, model, predictStep, size } from '../../../runtime/index.ts';

/** what `size` gives a size to is not given again */
export function build(columns: readonly string[]) {
  const features = size('features', columns.length);
  const net = model({ out: affine(features, 2) }, input('batch', features), (p, x) => p.out(x));
  return compile(predictStep(net), { batch: 8 });
}
