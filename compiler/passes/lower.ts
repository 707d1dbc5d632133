// Lowering: the graph becomes buffers and kernels. Every stored value has its own temporary here, and states are
// replaced by copies at the end; `order` and `plan` share memory afterwards.
import type { Expr } from '../../dsl/expr.ts';
import { elementCount } from '../../dsl/expr.ts';
import { watch } from '../../dsl/intern.ts';
import type { Graph } from '../graph.ts';
import { type KernelObserver, ProgramBuilder } from '../lower/builder.ts';
import { lowerRegion } from '../lower/region.ts';
import type { Place } from '../lower/value.ts';
import { constantPlace } from '../lower/value.ts';
import type { Buffer, Capabilities, Port, Unplanned } from '../program/types.ts';

export function lower(graph: Graph, capabilities: Capabilities, kernel?: KernelObserver): Unplanned {
  const builder = new ProgramBuilder(capabilities, kernel);
  const leaves = new Map<Expr, Place>();
  const port = (name: string, e: Expr, role: Buffer['role']): Port => {
    const buffer = builder.buffer(name, e.dtype, elementCount(e.shape), role);
    return { name, buffer, shape: e.shape, dtype: e.dtype };
  };
  const leafPort = (name: string, leaf: Expr, role: Buffer['role']): Port => {
    const p = port(name, leaf, role);
    leaves.set(leaf, constantPlace(p.buffer));
    return p;
  };
  const inputs = graph.inputs.map((i) => leafPort(i.name, i.leaf, 'input'));
  const states = graph.states.map((s) => leafPort(s.name, s.leaf, 'state'));
  const outputs = graph.outputs.map((o) => port(o.name, o.value, 'output'));
  const destinations = graph.outputs.map((o, i) => ({ value: o.value, place: constantPlace(outputs[i]!.buffer) }));
  const replacements = graph.states.flatMap((s, i) =>
    s.next === s.leaf ? [] : [{ value: s.next, to: states[i]!.buffer }],
  );
  const { steps, copies } = lowerRegion(builder, leaves, destinations, replacements, new Map());
  watch.from = undefined;
  return { buffers: builder.buffers, steps, copies, inputs, states, outputs, reusedBytes: 0, capabilities };
}
