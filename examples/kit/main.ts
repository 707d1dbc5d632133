// From words on the command line to outcomes, one example after the other.
import { registry } from '../registry.ts';
import type { Example } from './example.ts';
import { exampleCommand, type Options, readOptions } from './options.ts';
import { perform, summary } from './perform.ts';
import { listen, type Stop } from './stop.ts';

async function performed(example: Example, options: Options, stop: Stop): Promise<boolean> {
  try {
    const outcome = await perform(example, options, stop.signal);
    const out = options.json ? process.stderr : process.stdout;
    out.write(`${summary(example, outcome).join('\n')}\n`);
    if (options.json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
    return outcome.ok;
  } catch (error) {
    const reason = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(
      `${example.name}: ${stop.signal.aborted ? stop.signal.reason.message : (reason.stack ?? reason.message)}\n`,
    );
    if (options.json)
      process.stdout.write(`${JSON.stringify({ name: example.name, ok: false, error: reason.message })}\n`);
    return false;
  }
}

const list = () => Object.keys(registry).join(', ');

/** npm run example NAME -- [options] */
export async function one(words: readonly string[]): Promise<number> {
  const command = exampleCommand('npm run example')
    .description('Trains one example, draws what it learned, and fails where it does not reach its threshold.')
    .argument('<NAME>', `one of ${list()}`);
  command.parse(words, { from: 'user' });
  const [name] = command.args;
  const load = registry[name!];
  if (load === undefined) {
    process.stderr.write(`there is no example '${name}'; there are ${list()}\n`);
    return 2;
  }
  const stop = listen();
  const ok = await performed(await load(), await readOptions(command), stop);
  return stop.code() ?? (ok ? 0 : 1);
}

/** npm run examples -- [options] */
export async function all(words: readonly string[]): Promise<number> {
  const command = exampleCommand('npm run examples')
    .description('Trains every example, one after the other.')
    .option('--only <NAMES>', 'some of them, with commas between', list());
  command.parse(words, { from: 'user' });
  const options = await readOptions(command);
  const names = command.opts<{ readonly only: string }>().only.split(/,\s*/);
  const unknown = names.find((name) => !(name in registry));
  if (unknown !== undefined) {
    process.stderr.write(`--only: there is no example '${unknown}'; there are ${list()}\n`);
    return 2;
  }
  const stop = listen();
  const missed: string[] = [];
  for (const name of names) {
    const code = stop.code();
    if (code !== undefined) return code;
    if (!(await performed(await registry[name]!(), options, stop))) missed.push(name);
  }
  process.stderr.write(missed.length === 0 ? `all ${names.length} examples hold\n` : `missed: ${missed.join(', ')}\n`);
  return stop.code() ?? (missed.length === 0 ? 0 : 1);
}
