// The results of a kernel at one point, or at four neighbours: all are computed before the first is stored. And what has
// to be known of their values before: the indices in them, and how often each is asked for.
import type { Scalar } from '../../../program/types.ts';
import { nodesOf } from '../../../program/visit.ts';
import type { Result } from '../../../schedule/nest/types.ts';
import type { Forms } from './forms.ts';
import { machine, type Scope, type ValueContext } from './scope.ts';
import type { Values } from './values.ts';

export function storeResults(c: ValueContext, values: Values, results: readonly Result[], scope: Scope): void {
  const { f, forms } = c;
  const computed = results.map(({ value, ...to }) => {
    const local = f.local(scope.width === 4 ? 'v128' : machine(value.dtype));
    values.push(value, scope);
    f.set(local);
    return { ...to, local, type: machine(value.dtype) };
  });
  for (const { local, address, buffer, type } of computed) {
    const constant = c.addressOf(buffer) + 4 * (address.offset + (scope.width === 4 ? scope.shift : 0));
    const offset = forms.pushAddress(forms.register(address, 4), constant);
    f.get(local).memory(scope.width === 4 ? 'v128.store' : `${type}.store`, offset);
    f.release(local);
  }
}

/** Every index of the values: the forms must know them before the first loop begins. */
export function registerForms(forms: Forms, roots: readonly Scalar[]): void {
  for (const s of nodesOf(roots)) {
    if (s.kind === 'load') forms.register(s.address, 4);
    if (s.kind === 'index') forms.register(s.value, 1);
    if (s.kind === 'guard') for (const c of s.conditions) forms.register(c.value, 1);
  }
}
