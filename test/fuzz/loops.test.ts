// Loops of all element types, as the fuzzer draws them, and the laws that they are held against.
import { describe, expect, it } from 'vitest';
import { type Expr, topological } from '../../dsl/expr.ts';
import { keyOf, uniform } from '../../dsl/key.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { edges } from '../testing/edges/index.ts';
import { guarded } from '../testing/fuzz.ts';
import { expression as e } from '../testing/index.ts';
import { duality } from '../testing/oracles/duality.ts';
import { forwardDifferences } from '../testing/oracles/gradient.ts';
import { scansUnroll } from '../testing/oracles/laws/unrolled.ts';
import { parts } from '../testing/oracles/parts.ts';
import { Choices } from '../testing/programs/choices.ts';
import { feedsOf, type Leaf, type Specimen } from '../testing/programs/specimen.ts';
import { scansOf, turnNodes, unrolled } from '../testing/programs/unrolled.ts';

const drawn = Array.from({ length: 100 }, (_, n) => {
  const list = Array.from({ length: 400 }, (_, i) => Math.floor(99_991 * uniform(keyOf(n), i)));
  return edges['loops of all types']!(new Choices(list));
});
const deep = (roots: readonly Expr[]): Expr[] =>
  topological(roots).flatMap((x) =>
    x.kind === 'scanOutput' ? [x, ...deep([...x.scan.nextCarries, ...x.scan.outputs])] : [x],
  );

describe('loops of all types', () => {
  const scans = drawn.flatMap((s) => [...scansOf(s.outputs)]);

  it('have carries, slices and results of each, none to five turns, both directions, and loops inside', () => {
    const types = new Set(['f32', 'i32', 'bool']);
    expect(new Set(scans.flatMap((s) => s.carryInputs.map((c) => c.dtype)))).toEqual(types);
    expect(new Set(scans.flatMap((s) => s.sliceInputs.map((c) => c.dtype)))).toEqual(types);
    expect(new Set(scans.flatMap((s) => s.outputs.map((c) => c.dtype)))).toEqual(types);
    expect(new Set(drawn.flatMap((s) => s.outputs.map((o) => o.dtype)))).toEqual(types);
    expect(new Set(scans.map((s) => s.length))).toEqual(new Set([0, 1, 2, 3, 5]));
    expect(new Set(scans.map((s) => s.reverse))).toEqual(new Set([true, false]));
    expect(scans.some((s) => scansOf([...s.nextCarries, ...s.outputs]).size > 0)).toBe(true);
  });

  it('have carries that are results, that change places and that only add up', () => {
    expect(scans.some((s) => s.outputs.some((o) => s.nextCarries.includes(o)))).toBe(true);
    expect(scans.some((s) => s.nextCarries.some((c, i) => s.carryInputs.some((x, j) => x === c && i !== j)))).toBe(
      true,
    );
    const adds = (next: Expr, carry: Expr) => next.kind === 'map' && next.op.name === 'add' && next.args[0] === carry;
    expect(scans.some((s) => s.nextCarries.some((c, i) => adds(c, s.carryInputs[i]!)))).toBe(true);
  });

  it('hold every kind of node and every integer operation', () => {
    const nodes = drawn.flatMap((s) => deep(s.outputs));
    const kinds = new Set(nodes.map((x) => x.kind));
    for (const kind of ['map', 'view', 'reduce', 'gather', 'scatter', 'scanOutput', 'gradientRule', 'iota'] as const)
      expect(kinds).toContain(kind);
    const whole = new Set(nodes.flatMap((x) => (x.kind === 'map' && x.dtype === 'i32' ? [x.op.name] : [])));
    for (const op of ['add', 'sub', 'mul', 'div', 'mod', 'neg', 'abs', 'min', 'max', 'select', 'toI32'])
      expect(whole).toContain(op);
  });
});

const leaf = (expr: Leaf['expr'], values: readonly number[]): Leaf => ({
  expr,
  values: Float64Array.from(values),
  domain: { low: -2, high: 2 },
});
const x = e.input('x', [3]);
const w = e.input('w', []);
const leaves = [leaf(x, [0.5, -1, 0.25]), leaf(w, [0.75])];
const over = (square: (v: Expr) => Expr): Specimen => {
  const { carries, outputs } = e.scan({
    initial: [w, e.full(0, [], 'i32')],
    sequences: [x],
    reverse: true,
    body: ([h, n], [r]) => ({
      carries: [square(e.apply('add', e.apply('mul', h!, w), r!)), e.apply('add', n!, 2)],
      outputs: [h!, n!],
    }),
  });
  return { leaves, outputs: [...carries, ...outputs] };
};

describe('the turns of a loop, written out', () => {
  it('are the same values, without a loop', () => {
    const { outputs } = over((v) => e.apply('sin', v));
    const plain = unrolled(outputs);
    expect(scansOf(plain).size).toBe(0);
    expect(turnNodes(outputs)).toBeGreaterThan(9);
    const feeds = feedsOf({ leaves, outputs });
    expect(evaluate(plain, feeds)).toEqual(evaluate(outputs, feeds));
  });

  it('have the derivatives of the loop', () => {
    expect(scansUnroll.check(over((v) => e.apply('sin', v)))).toMatchObject({ outcome: 'agrees' });
    expect(scansUnroll.check({ leaves, outputs: [e.apply('mul', x, w)] })).toMatchObject({ outcome: 'inapplicable' });
  });
});

describe('derivatives part by part, and in forward mode', () => {
  /** its pullback is no linear function of the cotangent */
  const bent = (v: Expr) => e.customGradient(e.apply('sin', v), [v], (g) => [e.apply('mul', g, g)]);

  it.each([parts, duality, forwardDifferences])('%o convicts what is not linear', async (oracle) => {
    const asked = guarded(oracle);
    expect(await asked.check(over((v) => e.apply('sin', v)))).toMatchObject({ outcome: 'agrees' });
    expect(await asked.check(over(bent))).toMatchObject({ outcome: 'disagrees' });
  });
});
