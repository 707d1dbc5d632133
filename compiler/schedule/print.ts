// A scheduled program as text: what the emitter prints, in a form to be read. One block for each call of a function; a
// function that several kernels share is printed where it is first called.
import { oneLine } from '../escape.ts';
import { sizeOf } from '../program/indices.ts';
import { axisName, indexIn, type Names, ScalarText } from '../program/print.ts';
import type { Axis, AxisId, Loop, ScatterKernel } from '../program/types.ts';
import { packingOf, panelWidth, strides } from './contraction/packing.ts';
import type { Contraction, ContractionSchedule, Operand, ScheduledPiece } from './contraction/types.ts';
import { extentsOf } from './deduplicate.ts';
import { scheduleScatter } from './nest/scatter.ts';
import { type BoundAxis, type CountedAxis, type NestSchedule, type Result, vectorOf } from './nest/types.ts';
import {
  type Call,
  callsOf,
  type ScheduledFunction,
  type ScheduledProgram,
  type ScheduledStep,
  type Who,
} from './types.ts';

export function printSchedule(scheduled: ScheduledProgram): string {
  return new Printer(scheduled).steps(scheduled.steps, 0).join('\n');
}

const indent = (depth: number, lines: readonly string[]): string[] => lines.map((l) => `${'  '.repeat(depth)}${l}`);

class Printer {
  private readonly buffers: ReadonlyMap<number, string>;
  /** how many calls each function has */
  private readonly calls = new Map<ScheduledFunction, number>();
  /** the first kernel that each printed function computes */
  private readonly printed = new Map<ScheduledFunction, string>();

  private readonly lanes: number;

  constructor({ program, steps, sums, lanes }: ScheduledProgram) {
    this.lanes = lanes;
    this.buffers = new Map([...program.buffers.map((b) => [b.id, oneLine(b.name)] as const), [sums, 'sums']]);
    for (const c of callsOf(steps)) this.calls.set(c.function, (this.calls.get(c.function) ?? 0) + 1);
  }

  steps(steps: readonly ScheduledStep[], depth: number): string[] {
    return steps.flatMap((s) => indent(depth, this.step(s)));
  }

  private step(s: ScheduledStep): string[] {
    switch (s.kind) {
      case 'barrier':
        return ['barrier'];
      case 'loop':
        return [head(s.loop), ...this.steps(s.body, 1)];
      case 'carry':
        return s.loop.carries.map((c) => `${by(s.who)}${this.buffer(c.to)} = ${this.buffer(c.from)}`);
      case 'call':
        return this.call(s);
    }
  }

  private call(call: Call): string[] {
    const { step, function: f, places } = call;
    const name = `${by(call.who)}${step.name}${partOf(call)}`;
    const known = this.printed.get(f);
    if (known) return [`${name}: as ${known}, over ${places.map((b) => this.buffer(b)).join(', ')}`];
    this.printed.set(f, step.name);
    const calls = this.calls.get(f)!;
    const shared = calls > 1 ? ` (${calls} kernels have this function)` : '';
    const { how } = f;
    if (how?.kind === 'contraction') return this.contraction(`${name}${shared}`, how, f);
    if (how) return [`${name}: ${wayOf(how)}${shared}`, ...indent(1, this.nest(how, f.counters))];
    return f.step.kind === 'scatter' ? [`${name}: scatter`, ...indent(1, this.scatter(f.step, f.counters))] : [];
  }

  private contraction(name: string, c: ContractionSchedule, f: ScheduledFunction): string[] {
    const [rows, second] = c.tile;
    const columns = c.strategy === 'dot' ? second : second * 4;
    const tile = `contraction ${c.strategy}, tile ${rows} x ${columns}, workspace ${c.workspaceBytes} bytes`;
    return [`${name}: ${tile}`, ...c.pieces.flatMap((p) => indent(1, this.piece(c, p, f.counters)))];
  }

  private piece(
    whole: ContractionSchedule,
    { loops, contraction, ...p }: ScheduledPiece,
    counters: readonly Axis[],
  ): string[] {
    const around = [...counters, ...loops];
    const names = this.names(around);
    const { m, n, k, a, b, outputs } = contraction;
    const at = ({ buffer, address }: Pick<Result, 'buffer' | 'address'>) =>
      `${this.buffer(buffer)}[${indexIn(address, names)}]`;
    const raw = p.inRegisters ? 'reduced' : p.rawOutput === null ? 'sums' : at(outputs[p.rawOutput]!);
    const sum = `${raw} = sum of ${sizeOf(k)} products ${at(a)} * ${at(b)}`;
    const product = [`for ${sizeOf(m)} rows x ${sizeOf(n)} columns`, ...indent(1, [...packs(whole, contraction), sum])];
    const { epilogue, inRegisters } = p;
    const then = inRegisters
      ? [
          'then, in registers',
          ...indent(1, this.results(inRegisters.results, this.names([...around, ...rowsOf(inRegisters)]))),
        ]
      : epilogue
        ? [`then ${wayOf(epilogue)}`, ...indent(1, this.nest(epilogue, around))]
        : [];
    return within(
      loops.map((x) => `for ${names.axis(x.id)} in 0..${x.extent}`),
      [...product, ...then],
    );
  }

  private nest({ spatial, reduce, reduction, results }: NestSchedule, counters: readonly Axis[]): string[] {
    const names = this.names(counters);
    const loop = (a: BoundAxis) => `${names.axis(a.id)} in 0..${a.extent}${bound(a)}`;
    const fold: string[] = [];
    if (reduction) {
      const over = reduce.map(loop).join(', ');
      const long = reduction.long ? ', in totals that keep their rounding errors' : '';
      fold.push(`r = ${reduction.monoid} over ${over || 'one point'}${long}`);
      const lines: string[] = [];
      const value = new ScalarText(names, [reduction.value], lines).of(reduction.value);
      fold.push(...indent(2, [...lines, value]));
    }
    return within(
      spatial.map((a) => `for ${loop(a)}`),
      [...fold, ...this.results(results, names)],
    );
  }

  private scatter(k: ScatterKernel, counters: readonly Axis[]): string[] {
    const { rows, rowLength, buffer, onto } = k;
    const s = scheduleScatter(k, extentsOf(counters), this.lanes);
    const names = this.names(counters);
    const lines: string[] = [];
    const text = new ScalarText(names, [s.index, s.value], lines);
    const start = onto === buffer ? [] : [`${this.buffer(buffer)} = ${onto === null ? 0 : this.buffer(onto)}`];
    const loops = s.axes.map((a) => `for ${names.axis(a.id)} in 0..${a.extent}${bound(a)}`);
    lines.push(`row = ${text.of(s.index)}, where 0 <= row < ${rows}`);
    const value = text.of(s.value);
    lines.push(`${this.buffer(buffer)}[${rowLength} row + ${indexIn(s.address, names)}] += ${value}`);
    return [...start, ...within(loops, lines)];
  }

  private results(results: readonly Result[], names: Names): string[] {
    const lines: string[] = [];
    const values = results.map((r) => r.value);
    const text = new ScalarText(names, values, lines);
    for (const { buffer, address, value } of results) {
      const stored = text.of(value);
      lines.push(`${this.buffer(buffer)}[${indexIn(address, names)}] = ${stored}`);
    }
    return lines;
  }

  /** Axes that no kernel of the program has are named by what they count, and the places of buffers are left out. */
  private names(counters: readonly (Axis | CountedAxis)[]): Names {
    const roles = new Map<AxisId, string | null>();
    for (const c of counters) {
      if (!('role' in c)) continue;
      const singular = { thread: 'thread', rows: 'row', columns: 'column', block: `block${c.id}`, place: null };
      roles.set(c.id, singular[c.role]);
    }
    return { buffer: (id) => this.buffer(id), axis: (id) => (roles.has(id) ? roles.get(id)! : axisName(id)) };
  }

  private buffer(id: number): string {
    return this.buffers.get(id) ?? `buffer ${id}`;
  }
}

const rowsOf = ({ rows, columns }: { readonly rows: CountedAxis; readonly columns: CountedAxis }) => [rows, columns];

/** The lines inside of nested heads. */
function within(heads: readonly string[], lines: readonly string[]): string[] {
  return heads.reduceRight((inner, h) => [h, ...indent(1, inner)], [...lines]);
}

function head({ name, counter, extent, reverse }: Loop): string {
  return `loop ${name}: ${axisName(counter)} in ${reverse ? `${extent - 1} downto 0` : `0..${extent}`}`;
}

function by(who: Who): string {
  if (!who) return '';
  return who.to === who.from + 1 ? `thread ${who.from}: ` : `threads ${who.from}..${who.to}: `;
}

function partOf({ part, who }: Call): string {
  if (!part) return '';
  const each = who && who.to === who.from + 1 ? `${part.size} from ${part.first} on` : `${part.size} each`;
  return `, of ${part.extent} points ${each}`;
}

function bound(axis: BoundAxis): string {
  const vector = vectorOf(axis);
  return vector ? ` by f32x${vector.lanes}${vector.unroll > 1 ? ` x ${vector.unroll}` : ''}` : '';
}

function wayOf({ spatial, reduce }: NestSchedule): string {
  const axis = [...spatial, ...reduce].find((a) => vectorOf(a));
  const vector = axis && vectorOf(axis);
  if (!vector) return 'one lane';
  const reduced = reduce.includes(axis) ? ' (reduced)' : '';
  const overlaps = vector.overlaps ? ', the last over points before it' : '';
  return `${vector.lanes} lanes along ${axisName(axis.id)}${reduced}, ${vector.unroll} vectors a pass${overlaps}`;
}

/** How the rows and columns of a product are packed. */
function packs({ strategy, tile: [rows, vectors] }: ContractionSchedule, { m, n, k, a, b }: Contraction): string[] {
  const line = (side: string, axes: readonly Axis[], { address }: Operand, width: number): string => {
    const how = (panel: number): string => {
      const packing = packingOf(strides(axes, address), strides(k, address), panel);
      return packing.how === 'pieces' ? `${packing.pieces} pieces` : packing.how;
    };
    const last = panelWidth(sizeOf(axes) % width, width);
    return `pack ${side} in panels of ${width}, ${how(width)}${last === 0 ? '' : `, the last of ${last}, ${how(last)}`}`;
  };
  return [
    ...(strategy === 'dot' ? [] : [line('rows', m, a, rows)]),
    ...(strategy === 'packed' ? [line('columns', n, b, 4 * vectors)] : []),
  ];
}
