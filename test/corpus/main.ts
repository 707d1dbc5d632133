// npm run fuzz:corpus: programs that reach what others do not, and the branches that nothing reaches.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Command, InvalidArgumentError } from 'commander';
import { build } from 'esbuild';
import { recipes as shipped } from '../testing/corpus/recipes.ts';
import { type Branch, instrumenting, prelude } from './instrument.ts';
import type { Task, Told } from './worker.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const module_ = join(root, 'test/testing/corpus/recipes.ts');

interface Flags {
  readonly seconds: number;
  readonly seed: number;
  readonly runs: number;
  readonly resume?: string;
  readonly write?: true;
  readonly unreached?: true;
  readonly rarely?: true;
}

function whole(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 0) throw new InvalidArgumentError('expected a whole number, 0 or more');
  return n;
}

const flags = new Command('fuzz:corpus')
  .description(
    'Draws and changes recipes of programs, keeps those that reach a branch of dsl/, compiler/ or the emitters that none did,\n' +
      'cuts the corpus down to what reaches the branches that few programs reach, and says what nothing reaches.',
  )
  .option('--seconds <seconds>', 'time to grow', whole, 120)
  .option('--seed <seed>', 'the same seed draws the same recipes', whole, 1)
  .option('--runs <runs>', 'usual programs, which say what is rare', whole, 400)
  .option('--resume <file>', 'keep all that was found in this file, and go on from there where it exists')
  .option('--write', 'write the corpus into test/testing/corpus/recipes.ts')
  .option('--unreached', 'list the branches that nothing reached')
  .option('--rarely', 'list the branches that less than one of 50 usual programs reached, too')
  .parse()
  .opts<Flags>();

/** The parts that programs can reach: no tools, no text for readers, nothing that only a user's own call runs. */
const concerns = (file: string): boolean =>
  /^(dsl|compiler)\//.test(file) &&
  !/^compiler\/(source|written|explain|formulas|blocks\.ts|places|escape|failed|validate)/.test(file);

const branches: Branch[] = [];
const bundle = await build({
  entryPoints: [join(root, 'test/corpus/worker.ts')],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  logLevel: 'error',
  banner: { js: prelude },
  plugins: [instrumenting(root, branches, concerns)],
});
const file = join(root, 'node_modules/.cache/quern-corpus.mjs');
writeFileSync(file, bundle.outputFiles[0]!.text);

const { resume } = flags;
const before: readonly string[] =
  resume !== undefined && existsSync(resume) ? JSON.parse(readFileSync(resume, 'utf8')) : [];
const { seed, seconds, runs } = flags;
/** Layers and shapes' errors: programs of layers are drawn by themselves, and take long. */
const apart = [...branches.keys()].filter((b) => /^dsl\/(nn|shape|optim|train)/.test(branches[b]!.file));
const task: Task = { branches: branches.length, seed, seconds, runs, kept: [...shipped, ...before], apart };
const worker = new Worker(file, { workerData: task });
const done = await new Promise<Extract<Told, { kind: 'done' }>>((resolve, reject) => {
  worker.on('message', (told: Told) => {
    if (told.kind === 'done') resolve(told);
    else if (told.kind === 'progress') process.stderr.write(`${told.text}\n`);
    else console.error(`a program fails: ${told.program}\n${told.error}\n`);
  });
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the worker ended without an answer')));
});
await worker.terminate();

if (resume !== undefined) writeFileSync(resume, `${JSON.stringify(done.all, null, 1)}\n`);
const reached = new Set(done.reached);
for (const [b, count] of done.usual.entries()) if (count > 0) reached.add(b);

const drawn = new Set(done.drawn);
for (const b of drawn) reached.add(b);

const folders = new Map<string, { all: number; usual: number; drawn: number; reached: number }>();
for (const [b, { file: path }] of branches.entries()) {
  const folder = path.split('/').slice(0, -1).join('/');
  const sum = folders.get(folder) ?? { all: 0, usual: 0, drawn: 0, reached: 0 };
  folders.set(folder, sum);
  sum.all++;
  if (done.usual[b]! > 0) sum.usual++;
  if (drawn.has(b)) sum.drawn++;
  if (reached.has(b)) sum.reached++;
}
const percent = (n: number, of: number) => `${((100 * n) / Math.max(1, of)).toFixed(1)} %`.padStart(8);
const line = (
  name: string,
  { all, usual, drawn: now, reached: most }: { all: number; usual: number; drawn: number; reached: number },
) =>
  console.log(
    `${name.padEnd(36)} ${String(all).padStart(8)} ${percent(usual, all)} ${percent(now, all)} ${percent(most, all)}`,
  );
console.log(`${''.padEnd(36)} branches    plain   ${runs} runs  ever`);
for (const [folder, sums] of [...folders].sort()) line(folder, sums);
const total = { all: 0, usual: 0, drawn: 0, reached: 0 };
for (const sums of folders.values()) for (const k of ['all', 'usual', 'drawn', 'reached'] as const) total[k] += sums[k];
line('all', total);
console.log(`${done.recipes.length} recipes reach what is rare, ${done.tried} tried`);
const show = (b: number) => {
  const { file: path, line, arm, text } = branches[b]!;
  return `${path}:${line} ${arm}: ${text}`;
};
if (flags.unreached || flags.rarely)
  for (const b of branches.keys()) {
    if (!reached.has(b)) console.log(`never   ${show(b)}`);
    else if (flags.rarely && done.usual[b]! * 50 <= runs)
      console.log(`${String(done.usual[b]).padStart(6)}  ${show(b)}`);
  }
if (flags.write) {
  const lines = done.recipes.map((text) => `  '${text}',`);
  writeFileSync(
    module_,
    `// Programs that reach branches which few programs reach: written by npm run fuzz:corpus -- --write.\nexport const recipes: readonly string[] = [\n${lines.join('\n')}\n];\n`,
  );
}
