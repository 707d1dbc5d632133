// Scalar programs, as lifted functions are applied: the value and its derivative by the first argument, in dual numbers.
import type { Expr } from '../../../dsl/expr.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import { applyProgram, type Step } from '../../../dsl/scalar/program.ts';
import { listOf, q } from '../edges/edge.ts';
import type { Drawing, Meaning, Meant } from './meaning.ts';

/** A value and its derivative. */
type Dual = readonly [value: number, slope: number];

/** Each step, bounded where its operands are, in dual numbers. */
const steps: Readonly<Record<string, (a: Dual, b: Dual) => Dual>> = {
  add: ([a, da], [b, db]) => [a + b, da + db],
  sub: ([a, da], [b, db]) => [a - b, da - db],
  mul: ([a, da], [b, db]) => [a * b, da * b + a * db],
  max: (a, b) => (a[0] > b[0] ? a : b),
  min: (a, b) => (a[0] < b[0] ? a : b),
  sin: ([a, da]) => [Math.sin(a), Math.cos(a) * da],
  tanh: ([a, da]) => [Math.tanh(a), (1 - Math.tanh(a) ** 2) * da],
};
const ofOne = new Set(['sin', 'tanh']);

/** The last value of the steps; a rule has the value that it names, and the derivative that it states. */
function computed(given: readonly Dual[], list: readonly Step[]): Dual {
  const values = [...given];
  for (const [op, first, ...rest] of list) {
    const at = (i: number) => values[i]!;
    if (op !== 'rule') {
      values.push(steps[op]!(at(first!), at(rest[0] ?? first!)));
      continue;
    }
    let slope = 0;
    for (let k = 0; k < rest.length; k += 2) slope += at(rest[k]!)[1] * at(rest[k + 1]!)[0];
    values.push([at(first!)[0], slope]);
  }
  return values.at(-1)!;
}

function stepsIn({ choices }: Drawing, given: number): Step[] {
  const list: Step[] = [];
  const known = () => choices.below(given + list.length);
  const count = 2 + choices.below(5);
  while (list.length < count) {
    if (choices.oneIn(5)) {
      // stated to be other numbers than they are: who reads the rule takes its word
      list.push(['rule', known(), known(), known(), ...(choices.oneIn(2) ? [known(), known()] : [])]);
      continue;
    }
    const op = choices.from(Object.keys(steps)) as 'add';
    list.push(ofOne.has(op) ? [op, known()] : [op, known(), known()]);
  }
  return list;
}

export const lifted: Readonly<Record<string, Meaning>> = {
  lifted: (d): Meant => {
    const takes = 1 + d.choices.below(3);
    const constants = listOf(d.choices.below(3), () => d.choices.from([0.5, -1.25, 2, 0]));
    const list = stepsIn(d, takes + constants.length);
    const args = Array.from({ length: takes }, () => d.arrayOf([3]));
    const leaves = args.map((x) => d.leaf(x));
    const result = takes + constants.length + list.length - 1;
    const value: Expr = applyProgram({ takes, constants, steps: list, result }, leaves);
    const wanted = [0, 1, 2].map((i) => {
      const given = args.map(({ values }, k): Dual => [values[i]!, k === 0 ? 1 : 0]);
      return computed([...given, ...constants.map((c): Dual => [c, 0])], list);
    });
    const [slope] = gradient(q('sum', value), [leaves[0]!]);
    return d.made(q('concat', 0, value, slope), {
      shape: [6],
      values: [...wanted.map(([v]) => v), ...wanted.map(([, s]) => s)],
    });
  },
};
