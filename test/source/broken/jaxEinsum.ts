import { einsum, input, normalInitializer, parameter } from '../../../runtime/index.ts';

/** einsum without its output */
const w = parameter('w', [20, 8], normalInitializer(0.1));
export function hidden() {
  const x = input(32, 20);
  //> 'bi,io' ~> 'bi,io->bo'
  //! einsum: expected 'inputs->output', e.g. 'bij,bjk->bik', got 'bi,io'
  return einsum('bi,io', x, w);
}
