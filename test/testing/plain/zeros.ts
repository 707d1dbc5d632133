// Constants, numbers and fills that differ in the sign of a zero alone are two expressions: 1 / 0 and 1 / -0 beside each other.
import { axisMap, literal, makeConstant, makeView } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import { q } from '../edges/edge.ts';
import type { Drawing, Meaning, Meant } from './meaning.ts';

/** [z, z, 2, z] */
const ways: readonly ((z: number, x: Expr) => Expr)[] = [
  (z) => makeConstant(Float64Array.of(z, z, 2, z), [4], 'f32'),
  (z) => q('concat', 0, literal(z, 'f32', [2]), literal(2, 'f32', [1]), literal(z, 'f32', [1])),
  // of x, which holds a 2
  (z, x) => makeView(x, [4], [axisMap(1, 0, 1, -2)], z),
];

export const zeros: Meaning = (d: Drawing): Meant => {
  const signs = d.choices.oneIn(2) ? [0, -0] : [-0, 0];
  const x = d.leaf({ shape: [1], values: [2] });
  const all = ways.flatMap((way) => signs.map((z) => way(z, x)));
  const inverses = all.map((e) => map(scalars.div, literal(1, 'f32', [4]), e));
  const values = ways.flatMap(() => signs.flatMap((z) => [1 / z, 1 / z, 0.5, 1 / z]));
  return d.made(q('concat', 0, ...inverses), { shape: [values.length], values });
};
