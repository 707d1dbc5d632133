// `npm run models`: the published architectures, each run once on the CPU: one image of 224x224, or a pair of sentences, goes
// forward, and what that takes in time and memory is printed; ResNet-18 also takes a step of training.
import { Command, InvalidArgumentError } from 'commander';
import { listen } from './kit/stop.ts';
import { type Architecture, architectures } from './models/architectures.ts';
import { type Measured, measure } from './models/measure.ts';

const names = architectures.map((a) => a.name);

function known(text: string, before: readonly string[] = []): string[] {
  if (!names.includes(text)) throw new InvalidArgumentError(`Expected one of ${names.join(', ')}.`);
  return [...before, text];
}

const command = new Command('npm run models --')
  .description('Runs the published architectures on one example each, on the CPU.')
  .option('--only <NAME>', `this one; may be given again (${names.join(', ')})`, known)
  .option('--json', 'one line of JSON for each on standard output; all else goes to standard error', false)
  .allowExcessArguments(false)
  .showHelpAfterError('(--help lists the options)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const { only, json } = command.parse().opts<{ readonly only?: readonly string[]; readonly json: boolean }>();
const chosen = architectures.filter((a) => only === undefined || only.includes(a.name));

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

function words({ name, parameters, peakBytes, limitBytes, forwardMs, training }: Measured): string {
  const learned = `${parameters.toLocaleString('en')} parameters`;
  const forward = `forward ${forwardMs.toFixed(0)} ms, ${megabytes(peakBytes)} of at most ${megabytes(limitBytes)}`;
  const step = training && `a training step ${training.ms.toFixed(0)} ms, ${megabytes(training.peakBytes)}`;
  return [name, learned, forward, ...(step ? [step] : [])].join('  ');
}

async function run(architecture: Architecture, place: string): Promise<boolean> {
  const note = (what: string) => process.stderr.write(`${place} ${architecture.name}: ${what}\n`);
  const measured = await measure(architecture, note);
  console.log(json ? JSON.stringify(measured) : words(measured));
  if (!measured.ok)
    note(`failed: ${measured.peakBytes} bytes are more than ${measured.limitBytes}, or not all is finite`);
  return measured.ok;
}

let ok = true;
const stop = listen();
for (const [i, architecture] of chosen.entries()) {
  if (stop.signal.aborted) break;
  ok = (await run(architecture, `[${i + 1}/${chosen.length}]`)) && ok;
}
process.exitCode = stop.code() ?? (ok ? 0 : 1);
