// Whole training steps, compiled from expressions, as WebAssembly against the interpreter in float64.
import { describe, expect, it } from 'vitest';
import { emitWasm } from '../../compiler/emit/wasm/index.ts';
import { compileGraph } from '../../compiler/index.ts';
import type { Program } from '../../compiler/program/types.ts';
import { makeInput, makeParameter } from '../../dsl/build.ts';
import type { Expr, Input, Parameter } from '../../dsl/expr.ts';
import { broadcastTo } from '../../dsl/expression/broadcast.ts';
import { matmul } from '../../dsl/expression/contract.ts';
import { add, beside, max, mul, neg, sub } from '../../dsl/expression/pointwise.ts';
import { logSoftmax, mean, softmax, sum } from '../../dsl/expression/reduce.ts';
import { permute, reshape } from '../../dsl/expression/views.ts';
import { crossCorrelate, maxPool } from '../../dsl/expression/windows.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { hasFusedMultiplyAdd } from '../../runtime/backends/cpu/features.ts';
import { capabilities, instantiate } from '../../runtime/backends/cpu/index.ts';
import { interpret } from '../testing/interpret.ts';
import { random } from './kernels.ts';

const initializer = {
  name: 'none',
  draw: (shape: readonly number[]) => new Float32Array(shape.reduce((a, b) => a * b, 1)),
};

class Step {
  readonly parameters: Parameter[] = [];
  readonly inputs: Input[] = [];

  parameter(name: string, ...shape: number[]): Expr {
    const p = makeParameter(name, shape, initializer, true);
    this.parameters.push(p);
    return p;
  }

  input(name: string, ...shape: number[]): Expr {
    const i = makeInput(name, shape, 'f32');
    this.inputs.push(i);
    return i;
  }

  affine(name: string, x: Expr, from: number, to: number): Expr {
    const y = matmul(x, this.parameter(`${name}.w`, from, to));
    return add(y, broadcastTo(this.parameter(`${name}.b`, to), y.shape));
  }

  /** loss and one step of gradient descent */
  compile(loss: Expr): Program {
    const gradients = gradient(loss, this.parameters);
    const states = this.parameters.map((leaf, i) => {
      const g = gradients[i]!;
      return { name: leaf.name, leaf, next: sub(leaf, mul(g, beside(g, 0.05))) };
    });
    const inputs = this.inputs.map((leaf) => ({ name: leaf.name, leaf }));
    return compileGraph({ inputs, states, outputs: [{ name: 'loss', value: loss }] }, capabilities);
  }
}

const relu = (x: Expr) => max(x, beside(x, 0));
const crossEntropy = (scores: Expr, target: Expr) => neg(mean(sum(mul(logSoftmax(scores, -1), target), 1)));

function lenet(): Program {
  const s = new Step();
  const pool = (x: Expr) => maxPool('maxPool2d', x, { sizes: [2, 2], options: { stride: 2 } });
  const convolution = (name: string, x: Expr, channels: number, filters: number, taps: number) => {
    const y = crossCorrelate('crossCorrelate2d', x, s.parameter(`${name}.w`, filters, channels, taps, taps), {}, 1);
    return add(y, broadcastTo(reshape(s.parameter(`${name}.b`, filters), [1, filters, 1, 1]), y.shape));
  };
  const first = relu(pool(convolution('c1', s.input('x', 3, 1, 16, 16), 1, 6, 5)));
  const second = relu(pool(convolution('c2', first, 6, 8, 3)));
  const scores = s.affine('out', reshape(second, [3, 32]), 32, 10);
  return s.compile(crossEntropy(scores, s.input('y', 3, 10)));
}

function attention(): Program {
  const s = new Step();
  const [batch, length, width, heads] = [2, 7, 16, 2];
  const x = s.input('x', batch, length, width);
  const tokens = reshape(x, [batch * length, width]);
  const project = (name: string) =>
    permute(reshape(s.affine(name, tokens, width, width), [batch, length, heads, width / heads]), [0, 2, 1, 3]);
  const scores = matmul(project('q'), permute(project('k'), [0, 1, 3, 2]));
  const mixed = permute(matmul(softmax(scores, -1), project('v')), [0, 2, 1, 3]);
  const out = s.affine('out', mean(add(reshape(mixed, [batch, length, width]), x), 1), width, 10);
  return s.compile(crossEntropy(out, s.input('y', batch, 10)));
}

/** The largest difference of any output or state after three steps, relative to the largest value. */
function drift(program: Program): number {
  const [cpu, plain] = [instantiate(program), interpret(program)];
  const r = random(11);
  for (const p of [...program.inputs, ...program.states]) {
    const length = program.buffers[p.buffer]!.length;
    const data = Float32Array.from({ length }, (_, i) => (p.name === 'y' ? Number(i % 10 === 3) : r() - 0.5));
    cpu.write(p.buffer, data);
    plain.write(p.buffer, data);
  }
  for (let step = 0; step < 3; step++) {
    cpu.run();
    plain.run();
  }
  let worst = 0;
  for (const p of [...program.outputs, ...program.states]) {
    const [got, want] = [cpu.read(p.buffer), plain.read(p.buffer)];
    let scale = 1;
    for (const x of want) scale = Math.max(scale, Math.abs(x));
    got.forEach((x, i) => {
      const difference = Math.abs(x - want[i]!) / scale;
      worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
    });
  }
  return worst;
}

describe('training steps', () => {
  it('convolutions, pooling, cross entropy and their gradients', () => {
    expect(drift(lenet())).toBeLessThan(1e-5);
  });

  it('attention and its gradients', () => {
    expect(drift(attention())).toBeLessThan(1e-5);
  });

  it('fused multiply-add is emitted when asked for, and validates where the engine has it', () => {
    const program = attention();
    const plain = emitWasm(program).bytes;
    const fused = emitWasm(program, { fused: true }).bytes;
    expect(WebAssembly.validate(plain)).toBe(true);
    expect(WebAssembly.validate(fused)).toBe(hasFusedMultiplyAdd());
    // f32x4.relaxed_madd
    const madd = [0xfd, 0x85, 0x02].map((byte) => String.fromCharCode(byte)).join('');
    const text = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    expect(text(fused)).toContain(madd);
    expect(text(plain)).not.toContain(madd);
  });

  it('the same program gives the same bits', () => {
    const program = lenet();
    const losses = [0, 1].map(() => {
      const cpu = instantiate(program);
      for (const p of [...program.inputs, ...program.states]) {
        cpu.write(
          p.buffer,
          Float32Array.from({ length: program.buffers[p.buffer]!.length }, (_, i) => Math.sin(i)),
        );
      }
      cpu.run();
      return program.states.map((s) => [...cpu.read(s.buffer)]);
    });
    expect(losses[0]).toEqual(losses[1]);
  });
});
