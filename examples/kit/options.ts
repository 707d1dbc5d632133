// The command line of an example.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type BackendName, backendNames } from '../../runtime/backends/choose.ts';

export interface Options {
  readonly quick: boolean;
  readonly json: boolean;
  readonly seed: number;
  readonly backend: BackendName;
  readonly out: string;
  /** the words of --text FILE */
  readonly text?: string;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

/** A command with the options that every example takes. */
export function exampleCommand(name: string): Command {
  return new Command(name)
    .option('--quick', 'a few steps, in seconds: asserts that the loss falls', false)
    .option('--seed <N>', 'decides weights, data and order', wholeNumber, 1)
    .addOption(new Option('--backend <NAME>', 'where to train').choices(backendNames).default('cpu'))
    .option('--out <DIR>', 'where pictures go, a folder for each example', join('out', 'examples'))
    .option('--text <FILE>', 'for the examples that read a text: this file instead of the project itself')
    .option('--json', 'one line of JSON for each example on standard output; all else goes to standard error', false)
    .showHelpAfterError('(--help lists the options)')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
}

export async function readOptions(command: Command): Promise<Options> {
  const { text, out, ...rest } = command.opts<Omit<Options, 'text'> & { readonly text?: string }>();
  const read = text === undefined ? {} : { text: await readFile(text, 'utf8') };
  return { ...rest, out: resolve(out), ...read };
}
