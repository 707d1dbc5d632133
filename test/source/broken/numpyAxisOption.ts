import { input, mean, sub } from '../../../runtime/index.ts';

/** np.mean(x, axis=0) */
export function centred() {
  const x = input(100, 5);
  //> { axis: 0 } ~> 0
  //! mean: axis is { axis }, expected number
  return sub(x, mean(x, { axis: 0 }));
}
