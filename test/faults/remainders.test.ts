// Kind: zeros of remainders. A remainder that is zero has the sign of the dividend, whatever is computed beside it: on the
// CPU a large quotient in one lane takes another way for all four.
import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { graphOf } from '../compiler/run.ts';
import { expression as e } from '../testing/index.ts';

const dividends = [6, -6, 3 * 2 ** 25, -3 * 2 ** 25, -9, 0, -0];
const signs = (values: ArrayLike<number>) => Array.from(values, (v) => (Object.is(v, -0) ? '-0' : `${v}`));
const wanted = ['0', '-0', '0', '-0', '-0', '0', '-0'];

describe('remainders that are zero', () => {
  it.each([3, -3])('modulo %d, in the reference', (divisor) => {
    const x = e.input('x', [dividends.length]);
    const [got] = evaluate([e.apply('mod', x, divisor)], new Map([[x, dividends]]));
    expect(signs(got!)).toEqual(wanted);
  });

  it.each([
    [3, 6],
    [3, 2 ** 40],
    [-3, 6],
    [-3, 2 ** 40],
  ])('modulo %d beside %d, on the CPU', async (divisor, beside) => {
    const values = dividends.flatMap((d) => [d, beside]);
    const x = e.input('x', [values.length]);
    const backend = cpu({ threads: 1 });
    const program = compileGraph(graphOf([x], [e.apply('mod', x, divisor)]), backend.capabilities);
    const instance = await backend.instantiate(program);
    instance.write(program.inputs[0]!.buffer, values);
    await instance.run();
    const got = await instance.read(program.outputs[0]!.buffer);
    expect(signs(got.filter((_, i) => i % 2 === 0))).toEqual(wanted);
    instance.release();
  });
});
