// Derivatives at kinks, ties, zeros and bounds, from the first to the fourth: stated for every op whose formula bends there,
// and held in reverse and in forward mode on the reference and on every backend of Node.
import { describe, expect, it } from 'vitest';
import { makeConstant, makeReduce } from '../../dsl/build.ts';
import { type Expr, elementCount, topological } from '../../dsl/expr.ts';
import { pushforward } from '../../dsl/grad/forward.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import * as ops from '../../dsl/ops/index.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { outputsOf } from './agreement.ts';
import { given } from './cases/case.ts';
import { type Case, cases } from './cases/index.ts';
import { type Kink, kinks } from './kinks/index.ts';
import { q } from './kinks/kink.ts';
import { pointwise } from './kinks/pointwise.ts';
import { inNode } from './targets.ts';
import { feedsOf, isDifferentiable, type Trial, trialOf } from './trial.ts';

/** What bends and counts. */
const withoutDerivative = ['correctCount'];

const total = (e: Expr): Expr =>
  makeReduce(
    'sum',
    e,
    e.shape.map((_, k) => k),
  );

/** Derivatives by the first input. */
interface Derived extends Trial {
  readonly kink: Kink;
  readonly reverse: readonly Expr[];
  /** along a direction of ones */
  readonly forward: readonly Expr[];
}

function derived(kink: Kink): Derived {
  const trial = trialOf(kink, 1);
  const x = trial.leaves[0]!;
  const ones = makeConstant(new Float64Array(elementCount(x.shape)).fill(1), x.shape, 'f32');
  const [value] = trial.outputs;
  const orders = (next: (e: Expr) => Expr): Expr[] => {
    const found: Expr[] = [];
    for (const _ of kink.derivatives) found.push(next(found.at(-1) ?? value!));
    return found;
  };
  return {
    ...trial,
    kink,
    reverse: orders((e) => gradient(total(e), [x])[0]!),
    forward: orders((e) => pushforward([e], [x], [ones])[0]!),
  };
}

const all = kinks.map(derived);

const closeTo = (found: number, want: number): boolean =>
  found === want ||
  (Number.isNaN(found) && Number.isNaN(want)) ||
  Math.abs(found - want) <= 1e-5 * Math.abs(want) + 1e-30;

/** What is not the derivative stated, of the order that is counted from 0. */
function wrong({ kink }: Derived, order: number, found: ArrayLike<number>): unknown[] {
  const stated = kink.derivatives[order]!;
  const got = Array.from(found);
  return stated.every((want, i) => closeTo(got[i]!, want)) ? [] : [{ of: kink.name, order: order + 1, got, stated }];
}

/** The same of the derivative along ones. Pointwise it is the gradient; in general its sum is that of the gradient. */
function wrongForward(d: Derived, order: number, found: ArrayLike<number>): unknown[] {
  if (pointwise.includes(d.kink)) return wrong(d, order, found);
  const sum = (list: ArrayLike<number>) => Array.from(list).reduce((a, b) => a + b, 0);
  const [got, stated] = [sum(found), sum(d.kink.derivatives[order]!)];
  return closeTo(got, stated) ? [] : [{ of: d.kink.name, forward: order + 1, got, stated }];
}

describe('the reference', () => {
  it.each(all.map((d) => [d.kink.name, d] as const))('%s', (_, d) => {
    const found = evaluate([...d.reverse, ...d.forward], feedsOf(d));
    const orders = [...d.kink.derivatives.keys()];
    expect(orders.flatMap((k) => wrong(d, k, found[k]!))).toEqual([]);
    expect(orders.flatMap((k) => wrongForward(d, k, found[orders.length + k]!))).toEqual([]);
  });
});

describe.each(Object.entries(inNode))('%s', (_, open) => {
  it('has the derivatives that are stated', async () => {
    // the first order, and the last that is stated: what the others are made of too
    const some = all.map((d) => ({ ...d, orders: [...new Set([0, d.reverse.length - 1])] }));
    const values = some.flatMap((d) => [...d.orders.map((k) => d.reverse[k]!), d.forward.at(-1)!]);
    const leaves = all.flatMap((d) => d.leaves);
    const data = all.flatMap((d) => d.values);
    const found = await outputsOf(values, leaves, data, await open());
    let from = 0;
    const faults = some.flatMap((d) => {
      const reverse = d.orders.flatMap((k) => wrong(d, k, found[from++]!));
      return [...reverse, ...wrongForward(d, d.reverse.length - 1, found[from++]!)];
    });
    expect(faults).toEqual([]);
  });
});

describe('what is stated', () => {
  const bends = new Set(['abs', 'sign', 'floor', 'ceil', 'round', 'mod', 'max', 'min']);
  /** of positions alone there is nothing to differentiate by */
  const isFed = (e: Expr) => topological([e]).some(({ kind }) => kind === 'input' || kind === 'parameter');
  const hasKink = (e: Expr): boolean => {
    if (e.kind === 'map') return (e.op.name === 'select' ? isFed(e.args[0]!) : bends.has(e.op.name)) && isFed(e);
    if (e.kind === 'reduce') return e.monoid === 'max' || e.monoid === 'min';
    return e.kind === 'scanOutput' && topological([...e.scan.nextCarries, ...e.scan.outputs]).some(hasKink);
  };
  /** The op that a case is about. */
  const subject = ({ name }: Pick<Case, 'name'>): string => name.split(/[ :,[(]/)[0]!;
  const known = new Set(kinks.map(subject));
  const unstated = (among: readonly Case[]): string[] => [
    ...new Set(
      among.filter((c) => !known.has(subject(c)) && topological(trialOf(c, 1).outputs).some(hasKink)).map(subject),
    ),
  ];

  it('is stated for every op that bends: min, max, |x|, choices, steps', () => {
    const isOp = (c: Case) => Object.hasOwn(ops, subject(c)) && isDifferentiable(c);
    expect(unstated(cases.filter(isOp))).toEqual(withoutDerivative);
  });

  it('would be missed of a new op', () => {
    const clipped: Case = { name: 'clipped', inputs: [given([2], [0, 1])], f: (x) => q.minimum!(x, 1) };
    expect(unstated([clipped])).toEqual(['clipped']);
    expect(unstated([{ ...clipped, name: 'smooth', f: (x) => q.tanh!(x) }])).toEqual([]);
  });

  it('is of exported ops, each point of each by a name of its own', () => {
    expect([...known].filter((name) => !Object.hasOwn(ops, name))).toEqual([]);
    expect(new Set(kinks.map((k) => k.name)).size).toBe(kinks.length);
  });
});
