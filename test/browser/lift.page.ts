// In the page, minified: lifted functions on the browser's backends, against the functions themselves and their derivatives.
import { makeInput, makeReduce } from '../../dsl/build.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { asTensor, toExpr } from '../../dsl/tensor.ts';
import { outputsOf } from '../laws/agreement.ts';
import { inPage } from '../laws/targets.ts';
import { activations, pointsOf } from '../lift/activations.ts';

/** Of every kind: stated derivatives, choices, early returns. A software GPU builds a kernel slowly. */
const chosen = ['mish', 'selu', 'smelu', 'charbonnier', 'positiveRoot'];

async function differences(backend: string): Promise<unknown[]> {
  const all = activations
    .filter(({ name }) => chosen.includes(name))
    .map((a) => {
      const points = pointsOf(a);
      const leaf = makeInput(a.name, [points.length], 'f32');
      const value = toExpr(a.lifted(asTensor(leaf)));
      return { ...a, points, leaf, values: [value, gradient(makeReduce('sum', value, [0]), [leaf])[0]!] };
    });
  const target = await inPage[backend]!();
  const values = all.flatMap((a) => a.values);
  const found = await outputsOf(
    values,
    all.map((a) => a.leaf),
    all.map((a) => a.points),
    target,
  );
  return all.flatMap(({ name, f, derivative, points }, k) =>
    [f, derivative].flatMap((want, of) =>
      points.flatMap((x, i) => {
        const got = found[2 * k + of]![i]!;
        const isClose = Math.abs(got - want(x)) <= 2e-5 * Math.max(1, Math.abs(want(x)));
        return isClose ? [] : [{ name, of, x, got, want: want(x) }];
      }),
    ),
  );
}

Object.assign(globalThis, { tests: { differences, count: () => chosen.length } });
