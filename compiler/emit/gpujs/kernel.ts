// One Kernel of a Program as gpu.js source.
import { commentText } from '../../escape.ts';
import type { AxisId, Buffer, BufferId, Kernel } from '../../program/types.ts';
import { cost } from './cost.ts';
import { atom, type Expression } from './expression.ts';
import { fold } from './fold.ts';
import type { AxisTable } from './indices.ts';
import { decode, placement } from './place.ts';
import { type Context, countUses, scalarExpression } from './values.ts';
import { identifier, type Special, Writer } from './writer.ts';

/** What a kernel is called with, in order. */
export type Argument =
  | { readonly kind: 'buffer'; readonly id: BufferId }
  | { readonly kind: 'counter'; readonly id: AxisId }
  | { readonly kind: 'special'; readonly value: Special };

export interface GpuKernel {
  readonly kind: 'kernel';
  readonly name: string;
  /** a JavaScript function in the subset that gpu.js compiles */
  readonly source: string;
  readonly arguments: readonly Argument[];
  /** the buffer whose new contents this kernel computes, one element a thread */
  readonly writes: BufferId;
  readonly length: number;
}

/** Loop counters around a kernel: name and extent. */
export type Counters = ReadonlyMap<AxisId, { readonly name: string; readonly extent: number }>;

/** Whole numbers are exact in 32-bit floats up to here. */
export const maxElements = 2 ** 24;

export function emitKernel(
  k: Kernel,
  buffers: ReadonlyMap<BufferId, Buffer>,
  counters: Counters,
  round: boolean,
): GpuKernel {
  const output = k.outputs[0];
  if (!output || k.outputs.length > 1)
    throw new Error(`gpu.js emitter: ${k.name} has ${k.outputs.length} outputs; a gpu.js kernel has one`);
  const length = buffers.get(output.buffer)!.length;
  const parameters = new Parameters(buffers);
  const axes: AxisTable = new Map();
  for (const [id, { extent }] of counters)
    axes.set(id, {
      extent,
      get value() {
        return parameters.counter(id, counters);
      },
    });
  const context: Context = {
    w: parameters.w,
    axes,
    uses: countUses([...(k.reduction ? [k.reduction.value] : []), output.value]),
    bufferName: (id) => parameters.buffer(id),
    reduced: null,
    round,
  };
  const place = placement(k, length, axes);
  for (const line of cost(k, buffers)) parameters.w.line(`// ${commentText(line)}`);
  const inside = decode(parameters.w, k, place, axes, length);
  const value = () => {
    if (k.reduction) context.reduced = fold(context, k.reduction);
    return scalarExpression(context, output.value);
  };
  if (inside === null) parameters.w.line(`return ${value().text};`);
  else {
    const kept = parameters.w.variable('kept', atom(`${parameters.buffer(output.buffer)}[this.thread.x]`));
    parameters.w.block(`if (${inside})`, () => parameters.w.assign(kept, value()));
    parameters.w.line(`return ${kept.text};`);
  }
  return {
    kind: 'kernel',
    name: k.name,
    source: parameters.w.source(identifier(k.name), parameters.names),
    arguments: parameters.list,
    writes: output.buffer,
    length,
  };
}

/** Collects a kernel's arguments as its body asks for them. */
class Parameters {
  readonly w = new Writer((value) => this.special(value));
  readonly list: Argument[] = [];
  readonly names: string[] = [];
  private readonly known = new Map<string, string>();

  constructor(private readonly buffers: ReadonlyMap<BufferId, Buffer>) {}

  buffer(id: BufferId): string {
    const b = this.buffers.get(id);
    if (!b) throw new Error(`gpu.js emitter: the program has no buffer ${id}`);
    return this.add(`buffer ${id}`, b.name, { kind: 'buffer', id });
  }

  counter(id: AxisId, counters: Counters): Expression {
    return atom(this.add(`counter ${id}`, counters.get(id)!.name, { kind: 'counter', id }));
  }

  private special(value: Special): Expression {
    return atom(this.add(value, value, { kind: 'special', value }));
  }

  private add(key: string, name: string, argument: Argument): string {
    let known = this.known.get(key);
    if (known === undefined) {
      known = this.w.fresh(name);
      this.known.set(key, known);
      this.names.push(known);
      this.list.push(argument);
    }
    return known;
  }
}
