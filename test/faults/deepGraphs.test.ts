// Kind: depth. A chain of 2000 operations was one kernel, since kernels that had been cut were joined again, and overflowed
// the stack where its code was written. Whatever walks a graph or a program walks one that is 100,000 nodes deep.
import { describe, expect, it } from 'vitest';
import { explainProgram } from '../../compiler/explain.ts';
import { compileGraph } from '../../compiler/index.ts';
import { makeGradientRule, makeInput, makeMap, makeReduce, makeReshape, makeView } from '../../dsl/build.ts';
import { type Expr, topological } from '../../dsl/expr.ts';
import { scan } from '../../dsl/expression/scan.ts';
import { Substitution } from '../../dsl/expression/substitute.ts';
import { pushforward } from '../../dsl/grad/forward.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { cpuLike, graphOf } from '../compiler/run.ts';
import { outputsOf } from '../laws/agreement.ts';
import { inNode } from '../laws/targets.ts';

const deep = 100_000;
const x = makeInput('x', [2], 'f32');
const value = [0.5, 2];
const total = (e: Expr) => makeReduce('sum', e, [...e.shape.keys()]);

function chain(depth: number, next: (e: Expr, i: number) => Expr, from: Expr = x): Expr {
  let e = from;
  for (let i = 0; i < depth; i++) e = next(e, i);
  return e;
}

const flip = (e: Expr) => makeView(e, [2], [{ offset: 1, coefficients: [-1], divisor: 1 }]);
const reshape = (e: Expr, i: number) => makeReshape(e, i % 2 === 0 ? [2, 1] : [2]);
const negated = (e: Expr) => makeMap(scalars.neg, [e]);

describe('100,000 operations', () => {
  const sums = (from: Expr) => chain(deep, (e) => makeMap(scalars.add, [e, from]), from);
  const e = sums(x);

  it('are evaluated, differentiated in both modes, and replaced', () => {
    const feeds = new Map([[x, value]]);
    const values = evaluate([e, gradient(total(e), [x])[0]!, pushforward([e], [x], [x])[0]!], feeds);
    expect(values.map((v) => v[1])).toEqual([2 * (deep + 1), deep + 1, 2 * (deep + 1)]);
    const y = makeInput('y', [2], 'f32');
    expect(topological([new Substitution(new Map([[x, y]])).apply(e)])).toHaveLength(deep + 1);
  });

  it('are compiled into kernels that are explained and emitted', async () => {
    const program = compileGraph(graphOf([x], [e]), cpuLike, { validators: false });
    expect(program.steps.length).toBeGreaterThan(deep / 500 - 1);
    expect(explainProgram(program).length).toBeGreaterThan(deep);
    const instance = await cpu().instantiate(program);
    instance.write(program.inputs[0]!.buffer, value);
    await instance.run();
    expect((await instance.read(program.outputs[0]!.buffer))[1]).toBeCloseTo(2 * (deep + 1), -1);
    instance.release();
  });
});

describe('100,000 views', () => {
  it.each([
    ['views', flip],
    ['reshapes', reshape],
    ['rules', (e: Expr) => makeGradientRule(e, [e], (g) => [g])],
  ] as const)('%s', (_, next) => {
    const e = chain(deep, next);
    const both = [e, gradient(total(e), [x])[0]!];
    const [out, back] = evaluate(both, new Map([[x, value]]));
    expect([[...out!], [...back!]]).toEqual([value, [1, 1]]);
    const { steps } = compileGraph(graphOf([x], both), cpuLike, { validators: false });
    expect(steps.length).toBeLessThan(4);
  });
});

it('a loop of 20,000 operations, of which most need no carry', () => {
  const sequence = makeInput('s', [3, 2], 'f32');
  const { carries } = scan({
    initial: [x],
    sequences: [sequence],
    reverse: false,
    body: ([c], [s]) => {
      const ahead = chain(10_000, negated, s!);
      const product = makeReduce('sum', makeMap(scalars.mul, [ahead, s!]), [0]);
      const next = chain(10_000, (e) => makeMap(scalars.add, [e, ahead]), c!);
      return { carries: [makeMap(scalars.add, [next, makeView(product, [2], [])])], outputs: [] };
    },
  });
  const both = [carries[0]!, gradient(total(carries[0]!), [x])[0]!];
  expect(() => compileGraph(graphOf([x, sequence], both), cpuLike, { validators: false })).not.toThrow();
});

it.each(Object.entries(inNode))('%s runs 2000 operations in one chain', async (_, open) => {
  const e = chain(2000, (y, i) => makeMap(i % 2 === 0 ? scalars.add : scalars.sub, [y, x]));
  const [read] = await outputsOf([e], [x], [value], await open());
  expect([...(read as Float32Array)]).toEqual(value);
});
