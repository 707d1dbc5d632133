// Steps of training as one program: drawn of everything that trains, and convicted where a state is not what it was left as.
import { describe, expect, it } from 'vitest';
import type { Backend, Instance } from '../../runtime/backends/backend.ts';
import { cpu } from '../../runtime/index.ts';
import { random } from '../emit/kernels.ts';
import { edges } from '../testing/edges/index.ts';
import { counterexample } from '../testing/failure.ts';
import { guarded } from '../testing/fuzz.ts';
import { trainsOn } from '../testing/oracles/training.ts';
import { Choices } from '../testing/programs/choices.ts';
import type { Specimen } from '../testing/programs/specimen.ts';

const alone = cpu({ threads: 1 });

function drawn(name: string, count: number): Specimen[] {
  const next = random(7);
  return Array.from({ length: count }, () =>
    edges[name]!(new Choices(Array.from({ length: 128 }, () => Math.floor(99991 * next())))),
  );
}

const trainingOf = ({ known }: Specimen) => {
  if (known?.kind !== 'training') throw new Error('no training');
  return known.training;
};

/** The CPU, whose instances are changed on the way. */
const changed = (change: (instance: Instance) => Instance): Backend => ({
  ...alone,
  instantiate: async (program) => change(await alone.instantiate(program)),
});

describe('training', () => {
  const programs = [...drawn('a trained program', 30), ...drawn('a trained model', 30)];

  it('is drawn with every rule of an optimiser, several steps, and what may happen between them', () => {
    const names = programs.map((s) => s.name ?? '').join(' ');
    for (const rule of ['sgd', 'momentum', 'nesterov', 'adam', 'rmsProp', 'lazy', 'clipBy', 'accumulating'])
      expect(names).toContain(rule);
    expect(new Set(programs.map((s) => trainingOf(s).feeds.length)).size).toBeGreaterThan(2);
    expect(new Set(programs.flatMap((s) => trainingOf(s).between))).toEqual(
      new Set(['nothing', 'evaluate', 'restore']),
    );
  });

  it('follows the reference', async () => {
    const oracle = guarded(trainsOn(alone));
    const verdicts = [];
    for (const s of programs.filter((_, i) => i % 4 === 0)) verdicts.push(await oracle.check(s));
    expect(verdicts.filter((v) => v.outcome === 'disagrees')).toEqual([]);
    expect(verdicts.filter((v) => v.outcome === 'agrees').length).toBeGreaterThan(10);
  });

  const convicts = async (backend: Backend): Promise<string | null> => {
    for (const s of programs) {
      const verdict = await guarded(trainsOn(backend)).check(s);
      if (verdict.outcome === 'disagrees')
        return counterexample({ specimen: s, oracle: trainsOn(backend), conviction: verdict }, { seed: 1, run: 2 })
          .message;
    }
    return null;
  };

  it('convicts a second step that does nothing', async () => {
    const lazy = changed((instance) => {
      let runs = 0;
      return { ...instance, run: () => (runs++ === 1 ? undefined : instance.run()) };
    });
    expect(await convicts(lazy)).toMatch(/in step 2 on cpu[\s\S]*the first of: step/);
  });

  it('convicts a state that is written once and no more', async () => {
    const deaf = changed((instance) => {
      const known = new Map<number, number>();
      return {
        ...instance,
        write(buffer, data) {
          const times = known.get(buffer) ?? 0;
          known.set(buffer, times + 1);
          if (times < 1) instance.write(buffer, data);
        },
      };
    });
    expect(await convicts(deaf)).toContain('on cpu');
  });
});
