// Reverse mode through a loop: a loop in the other direction. The forward loop also stacks its carries; each backward
// step recomputes one forward step from them and pulls the cotangents back through it. Both bodies are compiled once,
// whatever the length (backpropagation through time, Werbos 1990).
import { literal, makeInput, makeScanOutput } from '../build.ts';
import { type Expr, operands, type Scan, topological } from '../expr.ts';
import { nextId } from '../intern.ts';
import { map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';
import { reaching } from './reverse.ts';
import type { Contribution } from './rules.ts';
import { zeros } from './scale.ts';

const isReal = (e: Expr) => e.dtype === 'f32';

/** The same loop that also stacks the carries it starts each step with. */
export function withStackedCarries(scan: Scan): Scan {
  return Object.freeze({ ...scan, id: nextId(), outputs: [...scan.outputs, ...scan.carryInputs] });
}

/**
 * Cotangents of a scan's operands, and of its constants where they are `wanted`; `given(index)` is that of result `index`, if
 * there is one.
 */
export function scanContributions(
  scan: Scan,
  given: (index: number) => Expr | undefined,
  wanted: (operand: Expr) => boolean,
): readonly Contribution[] {
  const carries = scan.nextCarries.length;
  const results = [...scan.nextCarries, ...scan.outputs];
  if (results.every((_, i) => given(i) === undefined)) return [];
  const stacked = withStackedCarries(scan);
  const rows = scan.carryInputs.map((_, i) => makeScanOutput(stacked, carries + scan.outputs.length + i));

  // the backward loop's placeholders
  const realCarries = scan.carryInputs.filter(isReal);
  const floats = scan.constantInputs.filter((c, i) => isReal(c) && wanted(scan.constants[i]!));
  const carryCotangents = realCarries.map((c) => makeInput(`${c.name}'`, c.shape, 'f32'));
  const outputs = scan.outputs.flatMap((o, i) => {
    const g = isReal(o) ? given(carries + i) : undefined;
    return g === undefined ? [] : [{ value: o, g, slice: makeInput(`output${i}'`, o.shape, 'f32') }];
  });
  const realNext = scan.nextCarries.filter((_, i) => isReal(scan.carryInputs[i]!));
  const realSlices = scan.sliceInputs.filter(isReal);
  const pulled = reaching(
    [...realNext, ...outputs.map((o) => o.value)],
    [...carryCotangents, ...outputs.map((o) => o.slice)],
    [...realCarries, ...realSlices, ...floats],
  );
  const from = realCarries.length + realSlices.length;
  const begun = carryCotangents.filter((_, i) => given(scan.carryInputs.indexOf(realCarries[i]!)) !== undefined);
  const reached = reachedBy(pulled, carryCotangents, [...begun, ...outputs.map((o) => o.slice)]);
  const realConstants = floats.filter((_, i) => reached(pulled[from + i]));
  const sums = realConstants.map((c) => makeInput(`${c.name}'`, c.shape, 'f32'));
  const backward: Scan = Object.freeze({
    id: nextId(),
    length: scan.length,
    reverse: !scan.reverse,
    initial: [
      ...scan.initial.flatMap((e, i) => (isReal(e) ? [given(i) ?? zeros(e)] : [])),
      ...realConstants.map((c) => literal(0, 'f32', c.shape)),
    ],
    sequences: [...rows, ...scan.sequences, ...outputs.map((o) => o.g)],
    constants: scan.constants,
    carryInputs: [...carryCotangents, ...sums],
    sliceInputs: [...scan.carryInputs, ...scan.sliceInputs, ...outputs.map((o) => o.slice)],
    constantInputs: scan.constantInputs,
    nextCarries: [
      ...realCarries.map((c, i) => pulled[i] ?? zeros(c)),
      // each is reached, or it would not be among them
      ...realConstants.map((c, i) => map(scalars.add, sums[i]!, pulled[from + floats.indexOf(c)]!)),
    ],
    outputs: realSlices.map((s, i) => pulled[realCarries.length + i] ?? zeros(s)),
  });
  // in the order of the backward loop's results
  const asked: readonly (readonly [operand: Expr, pulled: Expr | undefined])[] = [
    ...realCarries.map((c, i) => [scan.initial[scan.carryInputs.indexOf(c)]!, pulled[i]] as const),
    ...realConstants.map(
      (c) => [scan.constants[scan.constantInputs.indexOf(c)]!, pulled[from + floats.indexOf(c)]] as const,
    ),
    ...realSlices.map(
      (s, i) => [scan.sequences[scan.sliceInputs.indexOf(s)]!, pulled[realCarries.length + i]] as const,
    ),
  ];
  return asked.flatMap(([operand, g], i): Contribution[] =>
    scan.length === 0 || reached(g) ? [[operand, { value: makeScanOutput(backward, i), live: null }]] : [],
  );
}

/**
 * Whether a cotangent can differ from 0: it depends on one that a step is `given`, or on that of a carry which does, in this
 * step or in a later one.
 */
function reachedBy(
  pulled: readonly (Expr | undefined)[],
  carries: readonly Expr[],
  given: readonly Expr[],
): (cotangent: Expr | undefined) => boolean {
  const order = topological(pulled.filter((e) => e !== undefined));
  const reached = new Set<Expr | undefined>(given);
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const e of order) if (operands(e).some((o) => reached.has(o))) reached.add(e);
    for (const [i, c] of carries.entries()) if (reached.has(pulled[i])) reached.add(c);
  }
  return (e) => reached.has(e);
}
