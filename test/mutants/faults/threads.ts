// Threads: barriers, and what conflicts with what.
import { faultsIn, type Mutant } from '../mutant.ts';

const schedule = 'compiler/schedule/threads/partition.ts';

export const threads: readonly Mutant[] = [
  ...faultsIn('whole', schedule, {
    'barriers: none at the end of a pass': ['...this.waitIf(true));', '...this.waitIf(false));'],
    'barriers: none between shared kernels': [
      'this.pending.some((p) => accesses.some((a) => conflict(p, a)))',
      'this.pending.some((p) => p.by !== null && accesses.some((a) => conflict(p, a)))',
    ],
    'barriers: none before a kernel of one thread': [
      'needed.size > 1 || (needed.size === 1 && first === null)',
      'needed.size > 1',
    ],
    'barriers: none before carries are copied': [
      'const carry = this.place(copies, 0);',
      'const carry = this.place([], 0);',
    ],
    'barriers: none at the end': [
      "program.steps, new Map()), { kind: 'barrier' } as const];",
      'program.steps, new Map())];',
    ],
    'conflicts: carries of a loop of one thread': [
      'return [...this.accessesOf(s.body), ...copies];',
      'return this.accessesOf(s.body);',
    ],
    'conflicts: the least busy thread for what another one made': [
      'before.length === 0 && first !== null ? first : work < worthMoving * this.sharing.smallest ? 0 : least',
      'work < worthMoving * this.sharing.smallest ? 0 : least',
    ],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/contraction/emit.ts', {
    'conflicts: one workspace for all': ['f.get(thread).i32(workspaceBytes).op', 'f.get(thread).i32(0).op'],
  }),
  ...faultsIn('whole', 'compiler/schedule/threads/regions.ts', {
    'conflicts: what is written over what was read': ['if (!x.writes && !y.writes)', 'if (!x.writes)'],
    'conflicts: of regions that begin at one place': [
      'return x.offset < y.offset + y.bytes && y.offset < x.offset + x.bytes;',
      'return x.offset === y.offset;',
    ],
  }),
];
