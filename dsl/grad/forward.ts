// Forward mode: J t, the change of the outputs for a change t of the inputs. Rules of its own, so that
// <J t, c> = <t, J^T c> checks both modes.
import { makeGather, makeInput, makeReduce, makeReshape, makeScanOutput, makeScatter, makeView } from '../build.ts';
import { type Expr, type GradientRule, type Reduce, type Scan, topological } from '../expr.ts';
import { nextId } from '../intern.ts';
import { map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';
import { inRange, othersProduct, picked } from './place.ts';
import { pullback } from './reverse.ts';
import { scale, zeros } from './scale.ts';

/** The tangent of each output, given one for each input (of the input's shape). Where nothing depends: zeros. */
export function pushforward(outputs: readonly Expr[], inputs: readonly Expr[], tangents: readonly Expr[]): Expr[] {
  const known = new Map<Expr, Expr>(inputs.map((x, i) => [x, tangents[i]!]));
  const scans = new Map<Scan, (Expr | undefined)[]>();
  for (const e of topological(outputs)) {
    if (e.dtype !== 'f32' || known.has(e)) continue;
    const t = tangentOf(e, (x) => known.get(x), scans);
    if (t !== null) known.set(e, t);
  }
  return outputs.map((o) => known.get(o) ?? zeros(o));
}

type Known = (x: Expr) => Expr | undefined;

function tangentOf(e: Expr, of: Known, scans: Map<Scan, (Expr | undefined)[]>): Expr | null {
  switch (e.kind) {
    case 'input':
    case 'parameter':
    case 'constant':
    case 'iota':
      return null;
    case 'map': {
      const partials = e.op.partials?.(e.args, e) ?? [];
      let total: Expr | null = null;
      e.args.forEach((a, k) => {
        const t = of(a);
        const partial = partials[k] ?? null;
        const term = t === undefined || partial === null ? null : scale(t, partial);
        if (term !== null) total = total === null ? term : map(scalars.add, total, term);
      });
      return total;
    }
    case 'view': {
      const t = of(e.source);
      return t === undefined ? null : makeView(t, e.shape, e.axes);
    }
    case 'reshape': {
      const t = of(e.source);
      return t === undefined ? null : makeReshape(t, e.shape);
    }
    case 'reduce': {
      const t = of(e.source);
      return t === undefined ? null : reduceTangent(e, t);
    }
    case 'gather': {
      const t = of(e.source);
      return t === undefined ? null : makeGather(t, e.indices);
    }
    case 'scatter': {
      const t = of(e.updates);
      return t === undefined
        ? null
        : makeScatter(e.shape[0]!, e.indices, map(scalars.select, inRange(e.indices, e.shape[0]!, t), t, 0));
    }
    case 'gradientRule':
      return ruleTangent(e, of);
    case 'scanOutput': {
      let results = scans.get(e.scan);
      if (results === undefined) {
        results = scanTangents(e.scan, of);
        scans.set(e.scan, results);
      }
      return results[e.index] ?? null;
    }
  }
}

function reduceTangent(e: Reduce, t: Expr): Expr | null {
  switch (e.monoid) {
    case 'sum':
      return makeReduce('sum', t, e.axes);
    case 'prod':
      return makeReduce('sum', map(scalars.mul, t, othersProduct(e)), e.axes);
    case 'max':
    case 'min':
      return makeReduce('sum', map(scalars.select, picked(e), t, 0), e.axes);
    case 'argMax':
    case 'argMin':
      return null;
  }
}

/** The pullback is linear in the cotangent c, so J t is the derivative of <pullback(c), t> by c. */
function ruleTangent(e: GradientRule, of: Known): Expr | null {
  const moving = e.inputs.flatMap((x, i) => (of(x) === undefined ? [] : [i]));
  if (moving.length === 0) return null;
  const c = makeInput('cotangent', e.shape, 'f32');
  const cotangents = e.pullback(c);
  return pullback(
    moving.map((i) => cotangents[i]!),
    moving.map((i) => of(e.inputs[i]!)!),
    [c],
  )[0]!;
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
  const given = (list: readonly Expr[]) => list.filter(real).map((e) => of(e) ?? zeros(e));
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
