// README's table of ops by backend, from what the laws really range over: the cases of test/laws and its backends.
import * as layers from '../../dsl/nn/index.ts';
import * as nets from '../../dsl/nn/nets/index.ts';
import * as ops from '../../dsl/ops/index.ts';
import * as optim from '../../dsl/optim/index.ts';
import { type Case, cases } from '../laws/cases/index.ts';
import { inBrowser, inNode } from '../laws/targets.ts';
import { isDifferentiable } from '../laws/trial.ts';
import { read } from './markdown.ts';

/** What the table calls the files that dsl/ops/index.ts, dsl/nn/index.ts and dsl/optim/index.ts export from. */
const titles: Readonly<Record<string, string>> = {
  unary: 'pointwise, one operand',
  binary: 'pointwise, two operands',
  select: 'choice, casts',
  activations: 'activations',
  lifted: 'lifted functions',
  reduce: 'reductions',
  contract: 'contractions',
  convolve: 'convolution',
  transposed: 'transposed convolution',
  pool: 'pooling',
  views: 'views',
  join: 'joins',
  rearrange: 'patterns of axes',
  gather: 'lookups',
  scan: 'loops',
  random: 'random numbers',
  loss: 'losses',
  gradient: 'derivatives',
  leaves: 'leaves',
};

interface Group {
  readonly title: string;
  readonly names: readonly string[];
}

/** The exported functions of dsl/ops, by the file that they come from, in the order of `titles`. */
function groups(): Group[] {
  const index = read('dsl/ops/index.ts');
  const files = new Map<string, string[]>();
  for (const [, names, file] of index.matchAll(/export \{([^}]*)\} from '\.\/(\w+)\.ts'/g)) {
    files.set(file!, functions(names!.split(','), ops));
  }
  for (const file of files.keys()) if (!(file in titles)) throw new Error(`the table of ops has no title for ${file}`);
  return [
    ...Object.entries(titles).map(([file, title]) => ({ title, names: files.get(file)! })),
    { title: 'layers', names: functions(Object.keys(layers).sort(), layers) },
    { title: 'networks (`quern/nets`)', names: functions(Object.keys(nets).sort(), nets) },
    { title: 'optimisers, schedules', names: functions(Object.keys(optim).sort(), optim) },
  ];
}

const functions = (names: readonly string[], from: object): string[] =>
  names.map((n) => n.trim()).filter((n) => typeof (from as Record<string, unknown>)[n] === 'function');

const subject = (c: Case): string => c.name.split(/[ [(]/)[0]!;
/** How many cases an op has. */
const caseCount = new Map<string, number>();
for (const c of cases) caseCount.set(subject(c), (caseCount.get(subject(c)) ?? 0) + 1);
const differentiable = new Set(cases.filter(isDifferentiable).map(subject));

/** Which of the ops have a derivative under the laws. */
function derivatives(names: readonly string[]): string {
  const without = names.filter((n) => !differentiable.has(n));
  if (without.length === 0) return 'all';
  if (without.length === names.length) return 'none';
  const having = names.filter((n) => differentiable.has(n));
  return having.length < without.length ? code(having) : `all but ${code(without)}`;
}

const code = (names: readonly string[]) => names.map((n) => `\`${n}\``).join(' ');

export function opsTable(): string {
  const backends = [...Object.keys(inNode), ...inBrowser];
  const rows = groups().flatMap(({ title, names }) => {
    const ranged = names.filter((n) => caseCount.has(n));
    if (ranged.length === 0) return [];
    const count = ranged.reduce((sum, n) => sum + caseCount.get(n)!, 0);
    return [[title, code(ranged), derivatives(ranged), `${count}`, ...backends.map(() => '✓')]];
  });
  const rest = groups().flatMap(({ names }) => names.filter((n) => !caseCount.has(n)));
  const head = ['', 'operations', 'differentiable', 'cases', ...backends];
  const rule = head.map((_, i) => (i < 3 ? '---' : i === 3 ? '--:' : ':-:'));
  return [
    ...[head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`),
    '',
    `Not under these laws, but tested by values: ${code(rest)}.`,
  ].join('\n');
}
