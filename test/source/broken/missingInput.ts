import { affine, concat, input, model, relu } from '../../../runtime/index.ts';

/** two inputs are declared, three are used */
export const priced = model(
  { hidden: affine(20, 32), out: affine(32, 1) },
  { numbers: input('batch', 12), place: input('batch', 4) },
  //> none
  //! inputs have no 'season'; they are 'numbers' and 'place'
  (p, { numbers, place, season }) => {
    const all = concat(1, numbers, place, season);
    return p.out(relu(p.hidden(all)));
  },
);
