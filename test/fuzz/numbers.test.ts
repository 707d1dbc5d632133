// Edges about numbers and threads: the oracles that they are put before convict what is wrong, and they have what they are for.
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../runtime/backends/backend.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { edges } from '../testing/edges/index.ts';
import { expression as e } from '../testing/index.ts';
import { agreesWith } from '../testing/oracles/backend.ts';
import type { Oracle } from '../testing/oracles/oracle.ts';
import { agreesOnThreads } from '../testing/oracles/realThreads.ts';
import { slopes } from '../testing/oracles/stated.ts';
import { Choices } from '../testing/programs/choices.ts';
import type { Known, Specimen } from '../testing/programs/specimen.ts';

/** Programs of an edge, by choices of their own. */
const programsOf = (name: string, count: number): Specimen[] =>
  Array.from({ length: count }, (_, n) => {
    const list = Array.from({ length: 200 }, (_, i) => Math.floor(99_991 * Math.abs(Math.sin(1 + i + 1000 * n))));
    return { ...edges[name]!(new Choices(list)), name };
  });

const outcome = async (oracle: Oracle, specimen: Specimen) => (await oracle.check(specimen)).outcome;

describe('stated derivatives', () => {
  const x = e.input('x', [2]);
  const cube = e.apply('mul', x, e.apply('mul', x, x));
  const specimen = (known: Partial<Known>, y: e.Expr = cube): Specimen => ({
    leaves: [{ expr: x, values: Float64Array.of(1, -2), domain: { low: -9, high: 9 } }],
    outputs: [y],
    known: { kind: 'slopes', slopes: [[3, 12]], ...known } as Known,
  });

  it('are the first and the second', async () => {
    expect(await outcome(slopes, specimen({ second: [[[6, -12]]] }))).toBe('agrees');
    expect(await outcome(slopes, specimen({ second: [[[6, 12]]] }))).toBe('disagrees');
  });

  it('are numbers where a choice passes over what has none', async () => {
    const root = e.apply('select', e.apply('greater', x, 0), e.apply('sqrt', x), 0);
    expect(await outcome(slopes, specimen({ slopes: [[0.5, 0]] }, root))).toBe('agrees');
    const product = e.apply('mul', e.apply('sqrt', e.apply('max', x, 0)), e.apply('toF32', e.apply('greater', x, 0)));
    expect(await outcome(slopes, specimen({ slopes: [[0.5, 0]] }, product))).toBe('disagrees');
  });

  it.each(['powers and angles at zero', 'branches that count each for itself', 'second derivatives of softmax'])(
    'of %s',
    async (name) => {
      for (const s of programsOf(name, 12)) expect(await outcome(slopes, s)).toBe('agrees');
    },
  );
});

describe('edges of numbers', () => {
  it.each(['zeros of either sign alone', 'identities at special numbers', 'sums of whole numbers'])(
    '%s have values that are known to the bit',
    async (name) => {
      for (const s of programsOf(name, 2)) {
        expect(s.known).toEqual({ kind: 'bits' });
        expect(await outcome(agreesWith(cpu({ threads: 1 })), s)).toBe('agrees');
      }
    },
  );
});

describe('threads of the process', () => {
  const [shared] = programsOf('kernels shared one after another', 1);
  const small = programsOf('zeros of either sign alone', 1)[0]!;

  it('are asked for programs that have something to share', async () => {
    const oracle = agreesOnThreads();
    expect(await outcome(oracle, shared!)).toBe('agrees');
    expect(await outcome(oracle, small)).toBe('inapplicable');
  });

  it('are convicted of one wrong bit', async () => {
    const wrong: Backend = {
      ...cpu(),
      instantiate: async (program) => {
        const instance = await cpu({ threads: 1 }).instantiate(program);
        const read: typeof instance.read = async (buffer) =>
          (await instance.read(buffer)).map((v, i) => (i === 7 ? v + 1 : v));
        return { ...instance, read };
      },
    };
    expect(await outcome(agreesOnThreads(wrong), shared!)).toBe('disagrees');
  });
});
