// Mutants that somebody has read and found to be no faults, each with the reason. A place that is no longer there is an
// error (generic.test.ts): judge it again where it went.
import { keyOf, type Operator, type Site } from './site.ts';

export interface Judged {
  readonly file: string;
  readonly within: string;
  readonly operator: Operator;
  readonly text: string;
  readonly to: string;
  /** among those that are alike, from 0 */
  readonly nth?: number;
  /** 'same': every program has the same results; 'speed': it decides how fast alone */
  readonly is: 'same' | 'speed';
  readonly why: string;
}

export const judged: readonly Judged[] = [
  {
    ...{
      file: 'compiler/emit/gpujs/expression.ts',
      within: 'quotient',
      operator: 'constant',
      text: '2',
      to: '1',
      nth: 1,
    },
    is: 'same',
    why: 'a quotient that binds as weakly as a sum is put in parentheses where it needs none',
  },
  {
    ...{
      file: 'compiler/emit/wasm/contraction/plan.ts',
      within: 'workspace',
      operator: 'logical',
      text: '&&',
      to: '||',
    },
    is: 'same',
    why: 'room for totals that no strategy but dot products writes: a workspace of twice the size',
  },
  {
    ...{ file: 'compiler/passes/arena.ts', within: 'inOrder', operator: 'constant', text: '0', to: '1', nth: 0 },
    is: 'same',
    why: 'an arena of one byte where nothing is temporary, and of the size of its blocks everywhere else',
  },
  {
    file: 'compiler/indices.ts',
    within: 'floorOfRest',
    operator: 'removed guard',
    text: `if (only?.factor === 1 && only.atom.kind === 'floor') {
    return floorDivide(only.atom.value, only.atom.by * by, extents);
  }`,
    to: '',
    is: 'speed',
    why: 'floor(floor(x / a) / b) stays as it is written, which is floor(x / (a b)): a division more',
  },
  {
    ...{ file: 'dsl/grad/forward.ts', within: 'tangentOf', operator: 'exchanged arguments' },
    ...{ text: 'settled(t), partial', to: 'partial, settled(t)' },
    is: 'same',
    why: 'a product, whose factors may be exchanged to the last bit',
  },
  {
    ...{ file: 'dsl/expression/views.ts', within: 'concat', operator: 'comparison', text: '!==', to: '===', nth: 0 },
    is: 'speed',
    why: 'a concat without its stated gradient has the gradient of the choices that it is made of, which is the same',
  },
  {
    ...{ file: 'dsl/expression/inline.ts', within: 'withViewsInside', operator: 'comparison', text: '===', to: '!==' },
    is: 'speed',
    why: 'views of what a loop reads stay outside, where they are stored: the same elements',
  },
  {
    file: 'compiler/passes/loops.ts',
    ...{ within: 'summedOutside', operator: 'condition', text: 'sums.length === 0', to: '!(sums.length === 0)' },
    is: 'speed',
    why: 'sums of products stay in their loop, turn by turn; where there is none, nothing is taken out',
  },
  {
    ...{ file: 'compiler/passes/views.ts', within: 'validFraction', operator: 'arithmetic', text: '%', to: '*' },
    is: 'speed',
    why: 'an estimate of how many elements of a masked view are not its fill, for what is worth storing',
  },
  {
    ...{ file: 'compiler/emit/wasm/threads/share.ts', within: 'partOf', operator: 'method', text: 'some', to: 'every' },
    is: 'speed',
    why: 'where parts of threads are cut: two may write one cache line, each its own elements',
  },
  {
    ...{ file: 'compiler/emit/wasm/threads/schedule.ts', within: 'Scheduler.place', operator: 'comparison' },
    ...{ text: '>', to: '>=', nth: 0 },
    is: 'speed',
    why: 'a barrier where one thread alone is waited for, which would wait by itself',
  },
  {
    ...{
      file: 'compiler/lower/builder.ts',
      within: 'ProgramBuilder',
      operator: 'constant',
      text: '0',
      to: '1',
      nth: 0,
    },
    is: 'same',
    why: 'axes are numbered from another number: names of counters alone',
  },
  {
    file: 'compiler/passes/fuse.ts',
    within: 'forcedRoots',
    operator: 'swapped statements',
    text: `if (added !== null) force(placedAs(added.updates));
    if (n.kind === 'scanOutput') for (const o of operands(n)) force(placedAs(o));`,
    to: `if (n.kind === 'scanOutput') for (const o of operands(n)) force(placedAs(o));
    if (added !== null) force(placedAs(added.updates));`,
    is: 'same',
    why: 'both put nodes into one set, which nobody reads in its order',
  },
  {
    ...{ file: 'compiler/emit/wasm/nest/kernel.ts', within: 'NestEmitter.prepareLevel', operator: 'logical' },
    ...{ text: '&&', to: '||', nth: 0 },
    is: 'speed',
    why: 'a value that all lanes share is computed once for each of them',
  },
  {
    ...{ file: 'compiler/passes/group.ts', within: 'joinable', operator: 'removed guard' },
    ...{ text: 'if (common && g.reductions.length === 0 && fits(seeker, g)) return g;', to: '' },
    is: 'speed',
    why: 'kernels that read the same stay apart, and read it twice',
  },
];

const known = new Map(judged.map((j) => [keyOfJudged(j), j]));

export function keyOfJudged({ file, within, operator, text, to, nth = 0 }: Judged): string {
  return JSON.stringify([file, within, operator, text, to, nth]);
}

export const judgementOf = (site: Site): Judged | undefined => known.get(keyOf(site));
