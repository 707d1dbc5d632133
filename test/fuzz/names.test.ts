// Names and the order of declarations change no bit, and a backend that reads them is convicted.
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../runtime/backends/backend.ts';
import { cpu } from '../../runtime/index.ts';
import { drawnAt } from '../testing/fuzzPrograms.ts';
import { expression as e } from '../testing/index.ts';
import { namesAndOrder, sameBits } from '../testing/oracles/laws/names.ts';
import type { Leaf, Specimen } from '../testing/programs/specimen.ts';

const alone = cpu({ threads: 1 });
const leaf = (name: string, shift: number): Leaf => ({
  expr: e.input(name, [3]),
  domain: { low: -2, high: 2 },
  values: Float64Array.from([0.3, -1.1, 1.7], (v) => Math.fround(v + shift)),
});
const leaves = [leaf('x', 0), leaf('w', 0.25)] as const;
const specimen: Specimen = {
  leaves,
  outputs: [e.apply('mul', e.apply('sin', leaves[0].expr), leaves[1].expr), e.apply('exp', leaves[1].expr)],
};

/** The CPU, whose first result is off by a unit for some programs. */
const off = (when: (inputs: readonly { readonly name: string }[]) => boolean): Backend => ({
  ...alone,
  async instantiate(program) {
    const instance = await alone.instantiate(program);
    const wrong = when(program.inputs) ? program.outputs[0]!.buffer : -1;
    return {
      ...instance,
      read: async (buffer) => (await instance.read(buffer)).map((v) => (buffer === wrong ? v * (1 + 2 ** -23) : v)),
    };
  },
});

describe('names and the order of declarations', () => {
  it('change no bit of what is drawn', async () => {
    const drawn = Array.from({ length: 8 }, (_, run) => drawnAt({ seed: 5, run })).filter((s) => s.known === undefined);
    for (const s of drawn) expect(await sameBits(s, alone)).toMatchObject({ outcome: 'agrees' });
  });

  it('convict a backend that reads a name', async () => {
    expect(
      await sameBits(
        specimen,
        off(() => false),
      ),
    ).toMatchObject({ outcome: 'agrees' });
    const named = off((inputs) => inputs.some((i) => i.name.startsWith('x')));
    expect(await sameBits(specimen, named)).toMatchObject({
      outcome: 'disagrees',
      what: expect.stringContaining('result 0 on cpu with other names'),
    });
  });

  it('are asked of some programs, by their size', async () => {
    const outcomes = [1, 2, 3, 4, 5, 6, 7, 8].map(async (n) => {
      const [x] = leaves;
      const chain = Array.from({ length: n }).reduce<e.Expr>((y) => e.apply('sin', y), x.expr);
      return (await namesAndOrder(alone).check({ leaves: [x], outputs: [chain] })).outcome;
    });
    expect((await Promise.all(outcomes)).filter((o) => o === 'agrees').length).toBe(1);
  });
});
