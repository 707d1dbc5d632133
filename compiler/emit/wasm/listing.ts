// What was emitted, in a form to be read: each kernel's strategy and its loops, loads and stores as pseudocode. It is
// made from the same plans as the module, so a golden listing changes exactly when the emitted structure does.

import { oneLine } from '../../escape.ts';
import type { AxisId, Condition, Index, Kernel, Program, Scalar, ScatterKernel, Step } from '../../program/types.ts';
import { countUses, nodesOf } from '../../program/visit.ts';
import { axisName, type ContractionPlan, epilogueOf, type Piece, planContraction } from './contraction/index.ts';
import { sizeOf } from './contraction/recognize.ts';
import { type EmitOptions, tileOf } from './emitter.ts';
import { type NestPlan, planNest } from './nest/plan.ts';

/** One block of text per step. */
export function listing(program: Program, options: EmitOptions = {}): string {
  return new Listing(program, options).steps(program.steps, new Map(), 0).join('\n');
}

const indent = (depth: number, text: string) => `${'  '.repeat(depth)}${text}`;

class Listing {
  private readonly names: ReadonlyMap<number, string>;

  constructor(
    program: Program,
    private readonly options: EmitOptions,
  ) {
    this.names = new Map([...program.buffers.map((b) => [b.id, oneLine(b.name)] as const), [-1, 'sums']]);
  }

  steps(steps: readonly Step[], counters: ReadonlyMap<AxisId, number>, depth: number): string[] {
    return steps.flatMap((s) => {
      if (s.kind === 'scatter') return this.scatter(s, depth);
      if (s.kind === 'kernel') return this.kernel(s, counters, depth);
      const order = s.reverse ? 'downto 0' : `0..${s.extent}`;
      const carries = s.carries.map((c) => indent(depth + 1, `${this.name(c.to)} = ${this.name(c.from)}`));
      const inner = this.steps(s.body, new Map([...counters, [s.counter, s.extent]]), depth + 1);
      const head = s.reverse ? `${s.extent - 1} ${order}` : order;
      return [indent(depth, `loop ${s.name}: i${s.counter} in ${head}`), ...inner, ...carries];
    });
  }

  private kernel(k: Kernel, counters: ReadonlyMap<AxisId, number>, depth: number): string[] {
    const plan = planContraction(k, counters, this.options.contractions, tileOf(this.options));
    if (plan) return this.contraction(plan, counters, depth);
    const nest = planNest(k, counters);
    return [indent(depth, `${k.name}: ${strategy(nest)}`), ...this.nest(k, nest, depth + 1)];
  }

  private contraction(p: ContractionPlan, counters: ReadonlyMap<AxisId, number>, depth: number): string[] {
    const [rows, second] = p.tile;
    const columns = p.strategy === 'dot' ? second : second * 4;
    const head = `${p.kernel.name}: contraction ${p.strategy}, tile ${rows} x ${columns}, workspace ${p.workspaceBytes} bytes`;
    return [indent(depth, head), ...p.pieces.flatMap((x) => this.piece(p.kernel.name, x, counters, depth + 1))];
  }

  private piece(name: string, p: Piece, counters: ReadonlyMap<AxisId, number>, depth: number): string[] {
    const { m, n, k, a, b, outputs } = p.contraction;
    const lines: string[] = [];
    let at = depth;
    for (const axis of p.loops) lines.push(indent(at++, `for ${axisName(axis.id)} in 0..${axis.extent}`));
    const inRegisters = p.atStore !== null;
    const raw = inRegisters
      ? 'reduced'
      : p.rawOutput === null
        ? 'sums'
        : this.store(outputs[p.rawOutput]!.buffer, outputs[p.rawOutput]!.address);
    lines.push(indent(at, `for ${sizeOf(m)} rows x ${sizeOf(n)} columns`));
    lines.push(
      indent(
        at + 1,
        `${raw} = sum of ${sizeOf(k)} products ${this.store(a.buffer, a.address)} * ${this.store(b.buffer, b.address)}`,
      ),
    );
    if (inRegisters) {
      const printed = this.bindings(outputs.map((o) => o.value));
      const stores = outputs.map((o, i) => `${this.store(o.buffer, o.address)} = ${printed.values[i]}`);
      return [
        ...lines,
        indent(at, 'then, in registers'),
        ...[...printed.lines, ...stores].map((l) => indent(at + 1, l)),
      ];
    }
    const epilogue = epilogueOf(name, p);
    if (!epilogue) return lines;
    const nest = planNest(epilogue, new Map([...counters, ...p.loops.map((x) => [x.id, x.extent] as const)]));
    return [...lines, indent(at, `then ${strategy(nest)}`), ...this.nest(epilogue, nest, at + 1)];
  }

  private nest(k: Kernel, { nest, vector, unroll }: NestPlan, depth: number): string[] {
    const step = (id: AxisId) => (vector?.axis.id === id ? ` by f32x4${unroll > 1 ? ` x ${unroll}` : ''}` : '');
    const lines: string[] = [];
    let at = depth;
    for (const a of nest.spatial) lines.push(indent(at++, `for i${a.id} in 0..${a.extent}${step(a.id)}`));
    const value = nest.roots[k.outputs.length];
    if (k.reduction && value) {
      const over = nest.reduce.map((a) => `i${a.id} in 0..${a.extent}${step(a.id)}`).join(', ');
      const printed = this.bindings([value]);
      lines.push(indent(at, `reduced = ${k.reduction.monoid} over ${over || 'one point'}`));
      for (const line of printed.lines) lines.push(indent(at + 1, line));
      lines.push(indent(at + 1, printed.values[0]!));
    }
    const printed = this.bindings(nest.roots.slice(0, k.outputs.length));
    for (const line of printed.lines) lines.push(indent(at, line));
    k.outputs.forEach((o, i) => {
      lines.push(indent(at, `${this.store(o.buffer, nest.addresses[i]!)} = ${printed.values[i]}`));
    });
    return lines;
  }

  private scatter(k: ScatterKernel, depth: number): string[] {
    const printed = this.bindings([k.index, k.value]);
    const loops = k.axes.map((a) => `i${a.id} in 0..${a.extent}`).join(', ');
    return [
      indent(depth, `${k.name}: scatter`),
      ...(k.onto === k.buffer
        ? []
        : [indent(depth + 1, `${this.name(k.buffer)} = ${k.onto === null ? 0 : this.name(k.onto)}`)]),
      indent(depth + 1, `for ${loops || 'one point'}`),
      ...printed.lines.map((l) => indent(depth + 2, l)),
      indent(depth + 2, `row = ${printed.values[0]}, where 0 <= row < ${k.rows}`),
      indent(depth + 2, `${this.name(k.buffer)}[row * ${k.rowLength} + ${index(k.address)}] += ${printed.values[1]}`),
    ];
  }

  /** Shared subtrees get a name, as they are computed once. */
  private bindings(roots: readonly Scalar[]): { lines: string[]; values: string[] } {
    const uses = countUses(roots);
    const names = new Map<Scalar, string>();
    const lines: string[] = [];
    const print = (s: Scalar): string => names.get(s) ?? this.scalar(s, print);
    for (const s of nodesOf(roots)) {
      if (s.kind !== 'apply' || (uses.get(s) ?? 0) < 2) continue;
      const text = print(s);
      const name = `t${names.size}`;
      names.set(s, name);
      lines.push(`${name} = ${text}`);
    }
    return { lines, values: roots.map(print) };
  }

  private scalar(s: Scalar, print: (s: Scalar) => string): string {
    switch (s.kind) {
      case 'load':
        if (s.row) return `${this.name(s.buffer)}[row ${print(s.row.index)} * ${s.row.stride} + ${index(s.address)}]`;
        return this.store(s.buffer, s.address);
      case 'index':
        return `(${index(s.value)})`;
      case 'literal':
        return String(s.value);
      case 'reduced':
        return s.extreme ? 'extreme' : 'reduced';
      case 'guard':
        return `(${s.conditions.map(condition).join(' and ')} ? ${print(s.value)} : ${s.fill})`;
      case 'apply':
        return `${s.op}(${s.args.map(print).join(', ')})`;
    }
  }

  private store(buffer: number, address: Index): string {
    return `${this.name(buffer)}[${index(address)}]`;
  }

  private name(buffer: number): string {
    return this.names.get(buffer) ?? `buffer ${buffer}`;
  }
}

function strategy({ vector, unroll }: NestPlan): string {
  if (!vector) return 'one lane';
  const along = `i${vector.axis.id}${vector.kind === 'reduce' ? ' (reduced)' : ''}`;
  return `four lanes along ${along}, ${unroll} vectors a pass${vector.overlaps ? ', the last over points before it' : ''}`;
}

function index(i: Index): string {
  const terms = i.terms.map(({ atom, factor }) => {
    const name = atom.kind === 'axis' ? axisName(atom.id) : `${atom.kind}((${index(atom.value)}), ${atom.by})`;
    return factor === 1 ? name : `${factor} ${name}`;
  });
  if (i.offset !== 0 || terms.length === 0) terms.push(String(i.offset));
  return terms.join(' + ');
}

function condition(c: Condition): string {
  return c.kind === 'range' ? `0 <= ${index(c.value)} < ${c.below}` : `${c.by} divides ${index(c.value)}`;
}
