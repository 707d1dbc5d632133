// Forward mode: J t, the change of the outputs for a change t of the inputs. Rules of its own, so that
// <J t, c> = <t, J^T c> checks both modes.
import {
  literal,
  makeGather,
  makeInput,
  makeReduce,
  makeReshape,
  makeScanOutput,
  makeScatter,
  makeView,
} from '../build.ts';
import { type Expr, type GradientRule, type Reduce, type Scan, topological } from '../expr.ts';
import { nextId } from '../intern.ts';
import { map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';
import { both, everywhere, type Flow, rowsLive, settled, sumOf, through } from './flow.ts';
import { inRange, mayContract, othersProduct, picked } from './place.ts';
import { pullback } from './reverse.ts';
import { zeros } from './scale.ts';

/** The tangent of each output, given one for each input (of the input's shape). Where nothing depends: zeros. */
export function pushforward(outputs: readonly Expr[], inputs: readonly Expr[], tangents: readonly Expr[]): Expr[] {
  const known = new Map<Expr, Flow>(inputs.map((x, i) => [x, { value: tangents[i]!, live: null }]));
  const scans = new Map<Scan, (Expr | undefined)[]>();
  for (const e of topological(outputs)) {
    if (e.dtype !== 'f32') continue;
    const t = tangentOf(e, (x) => known.get(x), scans);
    // an input that is computed from another moves with it too
    const own = known.get(e);
    if (t !== null) known.set(e, own === undefined ? t : sumOf([own, t]));
  }
  return outputs.map((o) => tangentFor(o, (x) => known.get(x)));
}

type Known = (x: Expr) => Flow | undefined;

const tangentFor = (e: Expr, of: Known): Expr => {
  const t = of(e);
  return t === undefined ? zeros(e) : settled(t);
};

function tangentOf(e: Expr, of: Known, scans: Map<Scan, (Expr | undefined)[]>): Flow | null {
  switch (e.kind) {
    case 'input':
    case 'parameter':
    case 'constant':
    case 'iota':
      return null;
    case 'map': {
      const partials = e.op.partials?.(e.args, e) ?? [];
      const terms = e.args.flatMap((a, k): Flow[] => {
        const t = of(a);
        const partial = partials[k] ?? null;
        if (t === undefined || partial === null) return [];
        // zeros are multiplied there like other numbers, so that a contraction stays one
        if (mayContract(e)) return [{ ...t, value: map(scalars.mul, settled(t), partial), zeroed: true }];
        const term = through(e, k, t, partial);
        return term === null ? [] : [term];
      });
      return terms.length === 0 ? null : sumOf(terms);
    }
    case 'view':
      return moved(e.source, of, (x) => makeView(x, e.shape, e.axes));
    case 'reshape':
      return moved(e.source, of, (x) => makeReshape(x, e.shape));
    case 'reduce': {
      const t = of(e.source);
      return t === undefined ? null : reduceTangent(e, t);
    }
    case 'gather': {
      const t = of(e.source);
      if (t === undefined) return null;
      return { value: makeGather(settled(t), e.indices), live: t.live && makeGather(t.live, e.indices), zeroed: true };
    }
    case 'scatter': {
      const known = of(e.updates);
      if (known === undefined) return null;
      const t = settled(known);
      const hits = map(scalars.select, inRange(e.indices, e.shape[0]!, t), t, 0);
      const value = makeScatter(e.shape[0]!, e.indices, hits, e.uniqueIndices);
      return { value, live: rowsLive(e.shape[0]!, e.indices, known.live), zeroed: true };
    }
    case 'gradientRule':
      return ruleTangent(e, of);
    case 'scanOutput': {
      let results = scans.get(e.scan);
      if (results === undefined) {
        results = scanTangents(e.scan, of);
        scans.set(e.scan, results);
      }
      const t = results[e.index];
      return t === undefined ? null : everywhere(t);
    }
  }
}

/** The tangent of what only moves the elements of its source. */
function moved(source: Expr, of: Known, move: (x: Expr) => Expr): Flow | null {
  const t = of(source);
  return t === undefined ? null : { ...t, value: move(t.value), live: t.live && move(t.live) };
}

function reduceTangent(e: Reduce, t: Flow): Flow | null {
  const sum = (x: Flow): Flow => ({
    value: makeReduce('sum', settled(x), e.axes),
    live: x.live && makeReduce('max', x.live, e.axes),
    zeroed: true,
  });
  switch (e.monoid) {
    case 'sum':
      return sum(t);
    case 'prod':
      return sum({ value: map(scalars.mul, t.value, othersProduct(e)), live: t.live });
    case 'max':
    case 'min': {
      const here = picked(e);
      return sum({ value: map(scalars.select, here, settled(t), 0), live: t.live && both(here, t.live), zeroed: true });
    }
    case 'argMax':
    case 'argMin':
      return null;
  }
}

/** The pullback is linear in the cotangent c, so J t is the derivative of <pullback(c), t> by c. */
function ruleTangent(e: GradientRule, of: Known): Flow | null {
  const flows = e.inputs.map(of);
  const moving = e.inputs.flatMap((_, i) => (flows[i] === undefined ? [] : [i]));
  if (moving.length === 0) return null;
  const c = makeInput('cotangent', e.shape, 'f32');
  const cotangents = e.pullback(c);
  const tangentBy = (by: readonly number[], t: (flow: Flow) => Expr) => {
    const tangent = pullback(
      by.map((i) => cotangents[i]!),
      by.map((i) => t(flows[i]!)),
      [c],
    )[0]!;
    if (e.form === 'any' && topological([tangent]).includes(c))
      throw new Error("jvp: a customGradient's rule is not linear in its cotangent; take grad");
    return tangent;
  };
  const isAlike = e.form === 'pointwise' && e.inputs.every((x) => x.shape.join() === e.shape.join());
  if (!isAlike) {
    const value = tangentBy(moving, settled);
    const some = e.form === 'moves' && moving.some((i) => flows[i]!.live);
    const mark = ({ value: v, live }: Flow) => map(scalars.select, live ?? literal(1, 'bool', v.shape), 1, 0);
    return some ? { value, live: map(scalars.greater, tangentBy(moving, mark), 0), zeroed: true } : everywhere(value);
  }
  return sumOf(moving.map((i) => ({ value: tangentBy([i], ({ value }) => value), live: flows[i]!.live })));
}

/** One loop that carries values and tangents side by side. Gives the tangent of each result. */
function scanTangents(scan: Scan, of: Known): (Expr | undefined)[] {
  const operands = [...scan.initial, ...scan.sequences, ...scan.constants];
  if (operands.every((o) => of(o) === undefined)) return [];
  const real = (e: Expr) => e.dtype === 'f32';
  const placeholders = (list: readonly Expr[]) => list.filter(real).map((p) => makeInput("tangent'", p.shape, 'f32'));
  const leaves = [scan.carryInputs, scan.sliceInputs, scan.constantInputs] as const;
  const [carries, slices, constants] = leaves.map(placeholders) as [
    ReturnType<typeof placeholders>,
    ReturnType<typeof placeholders>,
    ReturnType<typeof placeholders>,
  ];
  const results = [...scan.nextCarries, ...scan.outputs];
  const moved = pushforward(results, leaves.flat().filter(real), [...carries, ...slices, ...constants]);
  const given = (list: readonly Expr[]) => list.filter(real).map((e) => tangentFor(e, of));
  const count = scan.nextCarries.length;
  const both: Scan = Object.freeze({
    ...scan,
    id: nextId(),
    initial: [...scan.initial, ...given(scan.initial)],
    sequences: [...scan.sequences, ...given(scan.sequences)],
    constants: [...scan.constants, ...given(scan.constants)],
    carryInputs: [...scan.carryInputs, ...carries],
    sliceInputs: [...scan.sliceInputs, ...slices],
    constantInputs: [...scan.constantInputs, ...constants],
    nextCarries: [...scan.nextCarries, ...moved.slice(0, count).filter((_, i) => real(scan.nextCarries[i]!))],
    outputs: [...scan.outputs, ...moved.slice(count).filter((_, i) => real(scan.outputs[i]!))],
  });
  // results of `both`: carries, carry tangents, outputs, output tangents
  const tangent = (list: readonly Expr[], from: number) => {
    let next = from;
    return list.map((e) => (real(e) ? makeScanOutput(both, next++) : undefined));
  };
  const carryTangents = tangent(scan.nextCarries, count);
  return [...carryTangents, ...tangent(scan.outputs, both.nextCarries.length + scan.outputs.length)];
}
