// What operations mean: their shapes and their values in float64, against plain arithmetic on arrays of numbers.
import { Evaluation } from '../../../runtime/backends/reference/index.ts';
import { at, indices } from '../plain/array.ts';
import { feedsOf } from '../programs/specimen.ts';
import { compare, inapplicable, type Oracle, ofAnotherShape, together, type Verdict } from './oracle.ts';

export const plainly: Oracle = {
  name: 'plain arithmetic',
  order: 0,
  knows: ['plain'],
  check: (specimen) => {
    const { known, outputs } = specimen;
    if (known?.kind !== 'plain') return inapplicable('nobody has said what it comes to');
    const values = new Evaluation(feedsOf(specimen));
    const verdicts = outputs.flatMap((e, k): Verdict[] => {
      const wanted = known.wanted[k]!;
      if (e.shape.join() !== wanted.shape.join()) return [ofAnotherShape(`output ${k}`, e.shape, wanted.shape, e)];
      const got = values.of(e);
      return [...indices(e.shape)].map((index, i) => {
        const want = at(wanted, index);
        return compare(`output ${k} at [${index.join(', ')}]`, want, got[i]!, 1e-9 * (1 + Math.abs(want)), e);
      });
    });
    return together(verdicts);
  },
};
