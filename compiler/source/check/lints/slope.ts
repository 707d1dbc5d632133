// Where gradients go: from a loss back through the functions of the language.
import type { Evaluator } from './meaning/evaluator.ts';
import { type Call, known, type Value } from './meaning/value.ts';

/** Their derivative is zero, or their result is no f32. */
export const flat: readonly string[] = [
  ...['stopGradient', 'argMax', 'argMin', 'floor', 'ceil', 'round', 'sign', 'count', 'correctCount', 'all', 'any'],
  ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'and', 'or', 'not', 'oneHot'],
];
export const flatNames: ReadonlySet<string> = new Set(flat);

/** Is nothing of a gradient left behind a call? */
export const isFlat = (call: Call, by: ReadonlySet<string>): boolean =>
  by.has(call.name) ||
  (call.name === 'cast' && by.has('argMax') && call.args[1] !== undefined && !isFloat(call.args[1]));

const isFloat = (type: Value): boolean => type.is !== 'literal' || known(type) === 'f32';

/** What of a call's arguments a gradient reaches. */
function sloped(call: Call): readonly Value[] {
  // where(condition, a, b)
  if (call.name === 'where') return call.args.slice(1);
  return call.args;
}

/** All values that a gradient of `value` reaches, where functions named in `by` stop it. */
export function slopes(on: Evaluator, value: Value, by: ReadonlySet<string>): Set<Value> {
  const reached = new Set<Value>();
  const visit = (v: Value): void => {
    if (reached.has(v)) return;
    if (v.is === 'call' && isFlat(v, by)) return;
    reached.add(v);
    for (const part of v.is === 'call' ? sloped(v) : on.parts(v)) visit(part);
  };
  visit(value);
  return reached;
}

/** The calls that stop a gradient of `value`. */
export function stops(on: Evaluator, value: Value, by: ReadonlySet<string>): Call[] {
  const found: Call[] = [];
  for (const reached of slopes(on, value, by))
    for (const part of reached.is === 'call' ? sloped(reached) : on.parts(reached))
      if (part.is === 'call' && isFlat(part, by) && !found.includes(part)) found.push(part);
  return value.is === 'call' && isFlat(value, by) ? [value] : found;
}
