// A new op is under the laws, or says here why not.
import { expect, it } from 'vitest';
import * as language from '../../dsl/ops/index.ts';
import { cases } from './cases/index.ts';

/** Not functions of tensors alone, and tested elsewhere. */
const elsewhere = new Set([
  ...['constant', 'constantI32', 'full', 'input', 'iota', 'ones', 'parameter', 'scalar', 'zeros'], // leaves
  ...['grad', 'valueAndGrad', 'vjp', 'jvp', 'customGradient'], // the derivatives themselves: test/dsl
  ...['keyOf', 'foldIn', 'randomUniform', 'randomNormal', 'randomBernoulli'], // test/dsl/random
  'bind',
]);

it('every public op has a case', () => {
  const covered = new Set(cases.map((c) => c.name.split(/[ [(]/)[0]));
  const ops = Object.entries(language).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
  expect(ops.filter((name) => !covered.has(name) && !elsewhere.has(name))).toEqual([]);
});
