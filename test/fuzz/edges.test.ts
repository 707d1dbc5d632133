// Programs at the edges: each kind of them is drawn, and what is known of it convicts what is wrong.
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../compiler/graph.ts';
import { inBlocks } from '../../compiler/passes/blocks/index.ts';
import { keepErrors } from '../../compiler/passes/carries.ts';
import { unloop } from '../../compiler/passes/loops.ts';
import { simplify } from '../../compiler/passes/simplify.ts';
import { joinWindowSums } from '../../compiler/passes/windows.ts';
import type { Program } from '../../compiler/program/types.ts';
import { type Scan, topological } from '../../dsl/expr.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import { cpu } from '../../runtime/index.ts';
import { edgeAt, edges } from '../testing/edges/index.ts';
import { firstFailure, guarded, oraclesFor } from '../testing/fuzz.ts';
import { drawnAt, passOracles } from '../testing/fuzzPrograms.ts';
import { expression as e } from '../testing/index.ts';
import { agreesWith } from '../testing/oracles/backend.ts';
import { constants } from '../testing/oracles/constants.ts';
import { expectedOf } from '../testing/oracles/expected.ts';
import { refusesOrKnows } from '../testing/oracles/extents.ts';
import { kinks } from '../testing/oracles/kinks.ts';
import { compare, type Oracle } from '../testing/oracles/oracle.ts';
import { slopes } from '../testing/oracles/stated.ts';
import { Choices } from '../testing/programs/choices.ts';
import { graphOf } from '../testing/programs/graph.ts';
import type { Known, Leaf, Specimen } from '../testing/programs/specimen.ts';
import { shrink } from '../testing/shrink/index.ts';

const anywhere = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
const leaf = (expr: Leaf['expr'], values: readonly number[]): Leaf => ({
  expr,
  values: Float64Array.from(values),
  domain: anywhere,
});
const specimen = (known: Known, values: readonly number[], f: (x: e.Expr) => e.Expr): Specimen => {
  const x = e.input('x', [values.length]);
  return { leaves: [leaf(x, values)], outputs: [f(x)], known };
};
/** Choices, others for each n. */
const some = (n: number) =>
  Array.from({ length: 200 }, (_, i) => Math.floor(99_991 * Math.abs(Math.sin(1 + i + 1000 * n))));
const outcome = async (oracle: Oracle, s: Specimen) => (await guarded(oracle).check(s)).outcome;

const scansOf = (g: Graph): Scan[] => {
  const all = topological([...g.outputs.map((o) => o.value), ...g.states.map((s) => s.next)]);
  return [...new Set(all.flatMap((e) => (e.kind === 'scanOutput' ? [e.scan] : [])))];
};

describe('what is drawn', () => {
  const drawn = Array.from({ length: 800 }, (_, run) => edgeAt({ seed: 1, run }));

  it('is of every kind', () => {
    expect(new Set(drawn.map((s) => s.known?.kind))).toEqual(
      new Set(['kinks', 'slopes', 'digits', 'plain', 'long', 'extent', 'training', 'bits', undefined]),
    );
  });

  it('is the same for the same point, and nine of twenty programs', () => {
    expect(edgeAt({ seed: 1, run: 7 }).name).toBe(drawn[7]!.name);
    const named = [1, 3, 5].map((run) => drawnAt({ seed: 1, run }).name);
    expect(named).toEqual(drawn.slice(0, 3).map((s) => s.name));
  });

  it('has loops of no turn, of one, two and three', () => {
    const loops = Array.from({ length: 40 }, (_, n) => edges['a short loop']!(new Choices(some(n))));
    const rows = loops.map((s) => s.leaves[2]!.expr.shape[0]);
    expect(new Set(rows)).toEqual(new Set([0, 1, 2, 3]));
  });

  it('has contractions in loops that are computed before them, and after them', () => {
    const names = ['a recurrent layer', 'sums of products'];
    const loops = names.flatMap((name) => Array.from({ length: 20 }, (_, n) => edges[name]!(new Choices(some(n)))));
    const changes = loops.map((s) => {
      const { outputs, next } = expectedOf(s);
      const before = scansOf(simplify(graphOf(s, outputs, next)));
      const after = scansOf(unloop(simplify(graphOf(s, outputs, next))));
      const count = (of: (scan: Scan) => number) => (list: readonly Scan[]) =>
        list.reduce((n, scan) => n + of(scan), 0);
      const [slices, carries] = [count((scan) => scan.sequences.length), count((scan) => scan.nextCarries.length)];
      return { hoisted: slices(after) > slices(before), summed: carries(after) < carries(before) };
    });
    expect(changes.filter((c) => c.hoisted).length).toBeGreaterThan(5);
    expect(changes.filter((c) => c.summed).length).toBeGreaterThan(5);
  });

  const graphsOf = (name: string) =>
    Array.from({ length: 40 }, (_, n) => edges[name]!(new Choices(some(n)))).map((s) =>
      simplify(graphOf(s, s.outputs)),
    );
  const carriesOf = (g: Graph) => scansOf(g).reduce((n, scan) => n + scan.nextCarries.length, 0);

  it('has sums of products of which none, one or two leave their loop', () => {
    const graphs = graphsOf('running sums of products');
    const gone = graphs.map((g) => carriesOf(g) - carriesOf(unloop(g)));
    for (const count of [0, 1, 2]) expect(gone).toContain(count);
  });

  it('has one to three sums whose errors are kept', () => {
    const kept = graphsOf('a long running sum').map((g) => carriesOf(keepErrors(g)) - carriesOf(g));
    for (const count of [0, 1, 2]) expect(kept).toContain(count);
  });

  it('has sums over windows that are joined, and more of them that must not be', () => {
    const graphs = graphsOf('sums over windows of a product');
    const isJoined = (g: Graph) => joinWindowSums(g).outputs[0]!.value !== g.outputs[0]!.value;
    expect(graphs.filter(isJoined).length).toBeGreaterThan(0);
    expect(graphs.filter((g) => !isJoined(g)).length).toBeGreaterThan(2);
  });

  it('has products that are cut in blocks', () => {
    const limits = { from: 0, again: 0, times: 1, of: 40, rows: 3 };
    const scans = graphsOf('products larger than their factors').flatMap((g) => scansOf(inBlocks(g, limits)));
    expect(scans.length).toBeGreaterThan(2);
  });
});

describe('derivatives at kinks', () => {
  const at = (values: readonly number[], f: (x: e.Expr) => e.Expr) =>
    outcome(kinks, specimen({ kind: 'kinks' }, values, f));
  const stated = (f: (x: e.Expr) => e.Expr, slope: (x: e.Expr) => e.Expr) => (x: e.Expr) =>
    e.customGradient(f(x), [x], (g) => [e.apply('mul', g, slope(x))]);

  it('are the limits of both sides where these are the same', async () => {
    const cube = (x: e.Expr) => e.apply('mul', e.apply('mul', x, x), x);
    expect(await at([0, 1, -2], cube)).toBe('agrees');
    const broken = stated(cube, (x) =>
      e.apply('select', e.apply('equal', x, 0), 1, e.apply('mul', e.apply('mul', x, x), 3)),
    );
    expect(await at([0], broken)).toBe('disagrees');
  });

  it('lie between both sides where these differ', async () => {
    expect(await at([0], (x) => e.apply('abs', x))).toBe('agrees');
    const sided = (slope: number) =>
      stated(
        (x) => e.apply('abs', x),
        (x) => e.apply('select', e.apply('equal', x, 0), slope, e.apply('sign', x)),
      );
    expect(await at([0], sided(1))).toBe('agrees');
    expect(await at([0], sided(2))).toBe('disagrees');
  });

  it('are numbers where values are', async () => {
    const root = (x: e.Expr) =>
      e.apply('select', e.apply('greater', x, 0), e.apply('sqrt', e.apply('max', x, 1e-9)), x);
    expect(await at([-1], root)).toBe('agrees');
    const halved = stated(root, (x) => e.apply('sqrt', x));
    expect(await at([-1], halved)).toBe('disagrees');
  });

  it('are those that are stated', async () => {
    const square = (x: e.Expr) => e.apply('mul', x, x);
    const known = (slope: number): Known => ({ kind: 'slopes', slopes: [[slope]] });
    expect(await outcome(slopes, specimen(known(6), [3], square))).toBe('agrees');
    expect(await outcome(slopes, specimen(known(5), [3], square))).toBe('disagrees');
  });
});

describe('digits', () => {
  const oracle = agreesWith(cpu());

  it('convict a formula that cancels, which its own rounding explains', async () => {
    const away = (x: e.Expr) => e.apply('sub', e.apply('add', x, 1e4), 1e4);
    const { known: _, ...alone } = specimen({ kind: 'long' }, [0.1], away);
    expect(await outcome(oracle, alone)).toBe('agrees');
    expect(await outcome(oracle, specimen({ kind: 'digits', allowed: [{ ulps: 4, floor: 0 }] }, [0.1], away))).toBe(
      'disagrees',
    );
    expect(await outcome(oracle, specimen({ kind: 'digits', allowed: [{ ulps: 4, floor: 1e-3 }] }, [0.1], away))).toBe(
      'agrees',
    );
  });

  it('are not asked of oracles that do not know them', async () => {
    const strict: Oracle = { name: 'strict', order: 0, check: () => ({ outcome: 'inconclusive', why: 'asked' }) };
    expect(
      await outcome(
        strict,
        specimen({ kind: 'digits', allowed: [{ ulps: 4, floor: 0 }] }, [0.1], (x) => x),
      ),
    ).toBe('inapplicable');
  });
});

describe('large extents', () => {
  const large: Specimen = {
    leaves: [],
    outputs: [],
    known: { kind: 'extent', build: () => e.reduce('sum', e.full(1, [3]), [0]), values: [3], text: 'sum of ones' },
  };
  /** The cpu, whose programs are changed or refused first. */
  const with_ = (change: (program: Program) => Program): Backend => ({
    ...cpu(),
    instantiate: async (program) => cpu().instantiate(change(program)),
  });

  it('are right, or refused by their limit, or convicted', async () => {
    expect(await outcome(refusesOrKnows(cpu()), large)).toBe('agrees');
    const refusing = with_(() => {
      throw new RangeError('sum of [3] counts to 3, and the backend to 2');
    });
    expect(await outcome(refusesOrKnows(refusing), large)).toBe('agrees');
    const failing = with_(() => {
      throw new TypeError('undefined is not a function');
    });
    expect(await outcome(refusesOrKnows(failing), large)).toBe('disagrees');
    const { known } = large;
    const wrong: Specimen = { ...large, known: { ...(known as Extract<Known, { kind: 'extent' }>), values: [4] } };
    expect(await outcome(refusesOrKnows(cpu()), wrong)).toBe('disagrees');
    const { failure } = (await firstFailure(() => wrong, [guarded(refusesOrKnows(cpu()))], [{ seed: 1, run: 0 }]))!;
    expect(failure.conviction.actual).toBe(3);
  });
});

describe('constants as leaves', () => {
  it('have the values and the derivatives of the leaves that they stand for', async () => {
    const drawn = Array.from({ length: 400 }, (_, run) => edgeAt({ seed: 2, run })).filter(
      (s) => s.known === undefined,
    );
    const verdicts = await Promise.all(drawn.map((s) => guarded(constants).check(s)));
    expect(verdicts.filter((v) => v.outcome === 'disagrees')).toEqual([]);
    expect(verdicts.filter((v) => v.outcome === 'agrees').length).toBeGreaterThan(drawn.length / 2);
  });
});

describe('the sources as they are', () => {
  it('agree where each kind of fault was first found, on the CPU and in every pass', async () => {
    const cheap = Array.from({ length: 120 }, (_, run) => ({ seed: 2, run })).filter((point) => {
      const kind = edgeAt(point).known?.kind;
      return kind !== 'long' && kind !== 'extent';
    });
    const backend = cpu();
    const oracles = oraclesFor({ backends: [backend], order: 1 }, passOracles({ cpu: backend.capabilities }));
    const found = await firstFailure(edgeAt, oracles, cheap);
    expect(found?.failure.conviction).toBeUndefined();
  });
});

describe('a program of several outputs, each with what is known of it', () => {
  it('is cut down to the output that is wrong', async () => {
    const x = e.input('x', [1]);
    const outputs = [e.apply('sin', x), e.apply('exp', x), e.apply('tanh', x)];
    const allowed = [4, 2, 4].map((ulps) => ({ ulps, floor: 0 }));
    const wrong: Oracle = {
      name: 'no exponential',
      order: 0,
      check: (s) => compare('exp', 0, s.outputs.includes(outputs[1]!) ? 1 : 0, 0.01),
    };
    const s: Specimen = { leaves: [leaf(x, [0.5])], outputs, known: { kind: 'digits', allowed } };
    const verdict = await wrong.check(s);
    if (verdict.outcome !== 'disagrees') throw new Error('it is to be convicted');
    const { specimen: cut } = await shrink({ specimen: s, oracle: wrong, conviction: verdict });
    expect(cut).toMatchObject({ outputs: [outputs[1]], known: { kind: 'digits', allowed: [{ ulps: 2, floor: 0 }] } });
  });
});
