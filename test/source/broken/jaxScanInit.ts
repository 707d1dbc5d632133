import { add, cast, input, iota, model, scan } from '../../../runtime/index.ts';

/** lax.scan(f, init, xs) whose carry has the dtype of a counter */
export const counted = model(
  {},
  input('time', 4),
  (_, xs) =>
    //> none
    //! scan: carry is i32 but the body returns f32
    scan(iota(4), xs, (n, x) => [add(cast(n, 'f32'), x), x]).carry,
);
