// Programs interpreted in the memory that is planned for them: what is read too late, too early or out of turn shows.
import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import type { Buffer, Kernel, Program } from '../../compiler/program/types.ts';
import { cpuLike, graphOf } from '../compiler/run.ts';
import { expression as e } from '../testing/index.ts';
import { interpret, type Order } from '../testing/interpret.ts';
import { asPlanned } from '../testing/storage.ts';

const x = e.input('x', [4, 4]);
/** rows and columns summed, each by their own kernel, and both read at the end */
const rows = e.apply('sin', e.reduce('sum', x, [1]));
const columns = e.apply('cos', e.reduce('sum', x, [0]));
const both = e.reduce('sum', e.apply('mul', e.view(rows, [4, 4], ['i']), e.view(columns, [4, 4], ['j'])), [1]);
const program = compileGraph(graphOf([x], [both]), cpuLike);

const values = Float64Array.from({ length: 16 }, (_, i) => i / 8 - 1);

function ran(p: Program, order: Order): number[] {
  const machine = interpret(p, 'f64', asPlanned(p, 'f64'));
  machine.write(p.inputs[0]!.buffer, values);
  machine.run(order);
  return [...machine.read(p.outputs[0]!.buffer)];
}

const plain = interpret(program);
plain.write(program.inputs[0]!.buffer, values);
plain.run();
const expected = [...plain.read(program.outputs[0]!.buffer)];

describe('in memory as it is planned', () => {
  it('a program computes the same, in both orders', () => {
    expect(ran(program, 'forwards')).toEqual(expected);
    expect(ran(program, 'backwards')).toEqual(expected);
  });

  it('values that share a place too early are lost', () => {
    const temporaries = program.buffers.filter((b) => b.role === 'temporary');
    expect(temporaries.length).toBeGreaterThanOrEqual(2);
    const stacked = program.buffers.map((b): Buffer => (b.role === 'temporary' ? { ...b, offset: 0 } : b));
    expect(ran({ ...program, buffers: stacked }, 'forwards')).not.toEqual(expected);
  });

  it('what nobody wrote is NaN', () => {
    const late = { ...program, steps: program.steps.slice(1) };
    expect(ran(late, 'forwards').every(Number.isNaN)).toBe(true);
  });

  it('points that read what others write differ by their order', () => {
    const kernel = program.steps.find((s): s is Kernel => s.kind === 'kernel')!;
    const [axis] = kernel.axes;
    const at = { offset: 0, terms: [{ atom: { kind: 'axis', id: axis!.id } as const, factor: 1 }] };
    const { buffer } = program.outputs[0]!;
    const value = { kind: 'load', buffer, address: { ...at, offset: 1 }, dtype: 'f32' } as const;
    const shift: Kernel = {
      ...kernel,
      axes: [{ id: axis!.id, extent: 3 }],
      reduction: null,
      outputs: [{ buffer, address: at, value }],
    };
    const p = { ...program, steps: [...program.steps, shift] };
    expect(ran(p, 'forwards')).not.toEqual(ran(p, 'backwards'));
  });
});
