// Threads of the process against one of them: the same bits. Schedules are walked for every program (threads.ts); this is for
// what waits and what starts: barriers as they are emitted, and the pool. Programs that have something to share are asked.
import { type Expr, elementCount, topological } from '../../../dsl/expr.ts';
import type { Backend, Instance } from '../../../runtime/backends/backend.ts';
import { cpu } from '../../../runtime/backends/cpu/backend.ts';
import { repeated, runs } from './backend.ts';
import { expectedOf } from './expected.ts';
import { inapplicable, type Oracle, together } from './oracle.ts';

/** Elements of the largest value, from which on a program is asked. */
const large = 140;
/** Values as large, each of which may be a kernel. */
const enough = 6;

const isLarge = (outputs: readonly Expr[]): boolean =>
  topological(outputs).filter((e) => elementCount(e.shape) >= large).length >= enough;

/** `several`: a backend of several threads. */
export function agreesOnThreads(several: Backend = cpu({ threads: 3, smallestShare: 0 })): Oracle {
  const alone = cpu({ threads: 1 });
  // the threads end with the last program that is open on them: the last one is kept until the next has its own
  let kept: Instance | undefined;
  const shared = keeping(several, (instance) => {
    kept?.release();
    kept = instance;
  });
  return {
    name: 'three threads against one',
    order: 0,
    knows: ['bits'],
    check: async (specimen) => {
      if (!isLarge(specimen.outputs)) return inapplicable('there is little to share');
      const expected = expectedOf(specimen);
      const [one] = await runs(specimen, expected, alone, null);
      const [first, second] = await runs(specimen, expected, shared, null);
      return together(
        [first, second].flatMap((got, turn) =>
          expected.all.map((o, k) => repeated(`result ${k} in run ${turn + 1} on three threads`, one[k]!, got[k]!, o)),
        ),
      );
    },
  };
}

/** Its programs are released by `keep`, and not by who opened them. */
function keeping(backend: Backend, keep: (instance: Instance) => void): Backend {
  return {
    ...backend,
    instantiate: async (program) => {
      const instance = await backend.instantiate(program);
      return { ...instance, release: () => keep(instance) };
    },
  };
}
