// Reverse mode through a loop: a loop in the other direction. The forward loop also stacks its carries; each backward
// step recomputes one forward step from them and pulls the cotangents back through it. Both bodies are compiled once,
// whatever the length (backpropagation through time, Werbos 1990).
import { literal, makeInput, makeScanOutput } from '../build.ts';
import type { Expr, Input, Scan } from '../expr.ts';
import { nextId } from '../intern.ts';
import { map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';
import { pullback } from './reverse.ts';
import type { Contribution } from './rules.ts';
import { zeros } from './scale.ts';

const isReal = (e: Expr) => e.dtype === 'f32';

/** The same loop that also stacks the carries it starts each step with. */
export function withStackedCarries(scan: Scan): Scan {
  return Object.freeze({ ...scan, id: nextId(), outputs: [...scan.outputs, ...scan.carryInputs] });
}

/** Cotangents of a scan's operands; `given(index)` is that of result `index`, if there is one. */
export function scanContributions(scan: Scan, given: (index: number) => Expr | undefined): readonly Contribution[] {
  const carries = scan.nextCarries.length;
  const results = [...scan.nextCarries, ...scan.outputs];
  if (results.every((_, i) => given(i) === undefined)) return [];
  const stacked = withStackedCarries(scan);
  const rows = scan.carryInputs.map((_, i) => makeScanOutput(stacked, carries + scan.outputs.length + i));

  // the backward loop's placeholders
  const realCarries = scan.carryInputs.filter(isReal);
  const realConstants = scan.constantInputs.filter(isReal);
  const carryCotangents = realCarries.map((c) => makeInput(`${c.name}'`, c.shape, 'f32'));
  const sums = realConstants.map((c) => makeInput(`${c.name}'`, c.shape, 'f32'));
  const outputs = scan.outputs.flatMap((o, i) => {
    const g = isReal(o) ? given(carries + i) : undefined;
    return g === undefined ? [] : [{ value: o, g, slice: makeInput(`output${i}'`, o.shape, 'f32') }];
  });
  const realNext = scan.nextCarries.filter((_, i) => isReal(scan.carryInputs[i]!));
  const realSlices = scan.sliceInputs.filter(isReal);
  const pulled = pullback(
    [...realNext, ...outputs.map((o) => o.value)],
    [...carryCotangents, ...outputs.map((o) => o.slice)],
    [...realCarries, ...realSlices, ...realConstants],
  );
  const from = realCarries.length + realSlices.length;
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
      ...pulled.slice(0, realCarries.length),
      ...sums.map((s, i) => map(scalars.add, s, pulled[from + i]!)),
    ],
    outputs: pulled.slice(realCarries.length, from),
  });
  return collect(scan, backward, realCarries, realSlices, realConstants);
}

function collect(
  scan: Scan,
  backward: Scan,
  carries: readonly Input[],
  slices: readonly Input[],
  constants: readonly Input[],
): Contribution[] {
  const result = (index: number) => ({ value: makeScanOutput(backward, index), live: null });
  const at = <T>(list: readonly T[], item: T, values: readonly Expr[]) => values[list.indexOf(item)]!;
  return [
    ...carries.map((c, i): Contribution => [at(scan.carryInputs, c, scan.initial), result(i)]),
    ...constants.map((c, i): Contribution => [at(scan.constantInputs, c, scan.constants), result(carries.length + i)]),
    ...slices.map(
      (s, i): Contribution => [at(scan.sliceInputs, s, scan.sequences), result(carries.length + constants.length + i)],
    ),
  ];
}
