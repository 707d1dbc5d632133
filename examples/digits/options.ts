// The command line of `npm start`.
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type BackendName, backendNames } from '../../runtime/backends/choose.ts';
import { interrupted } from '../kit/stop.ts';

/** Wrong use of the command: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const exitCodes = { ok: 0, failure: 1, usage: 2, interrupted } as const;

export const modelNames = ['lenet', 'mlp'] as const;
export type ModelName = (typeof modelNames)[number];

/** What was asked for; undefined where a resumed run takes the checkpoint's word, and a new one the default. */
export interface Options {
  readonly model: ModelName;
  readonly epochs?: number;
  readonly batch?: number;
  readonly seed?: number;
  readonly backend: BackendName;
  /** a folder of IDX files; without it, the digits of the package `mnist` */
  readonly data?: string;
  readonly out: string;
  readonly checkpoint?: string;
  readonly checkpointEvery: number;
  readonly resume?: string;
  readonly json: boolean;
}

export const defaults = { epochs: 10, batch: 32, seed: 1 } as const;

const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value)) {
      throw new InvalidArgumentError(`Expected a whole number, ${least} or more.`);
    }
    return value;
  };

const command = () =>
  new Command('npm start --')
    .description('Trains a network to read handwritten digits, and draws what it learned.')
    .addOption(
      new Option('--model <NAME>', 'the network: LeNet-5 or a multilayer perceptron')
        .choices(modelNames)
        .default('lenet'),
    )
    .option('--epochs <N>', `passes over the training data (default: ${defaults.epochs})`, wholeNumber(1))
    .option('--batch <N>', `examples in a step (default: ${defaults.batch})`, wholeNumber(1))
    .option('--seed <N>', `decides first weights and order of examples (default: ${defaults.seed})`, wholeNumber(0))
    .addOption(
      new Option('--backend <NAME>', 'where to train: gpu is the best GPU mode of gpu.js, auto that or else the CPU')
        .choices(backendNames)
        .default('cpu'),
    )
    .option('--data <DIR>', "a folder of MNIST's IDX files, plain or .gz (default: 10,000 digits of the package mnist)")
    .option('--out <DIR>', 'where the pictures go', 'out/digits')
    .option('--checkpoint <FILE>', 'save training here: regularly, at Ctrl-C and at the end (safetensors)')
    .option('--checkpoint-every <STEPS>', 'how often', wholeNumber(1), 100)
    .option('--resume <FILE>', 'go on from a checkpoint, to the same bits as a run that never stopped')
    .option('--json', 'end with one line of JSON on standard output; everything else goes to standard error', false)
    .allowExcessArguments(false)
    .showHelpAfterError('(--help lists the options)')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage));

/** Parses the words after the script's name. Prints and ends the process at --help and at wrong use. */
export function parseOptions(words: readonly string[]): Options {
  const options = command().parse(words, { from: 'user' }).opts<Options>();
  return {
    ...options,
    out: resolve(options.out),
    ...(options.data === undefined ? {} : { data: resolve(options.data) }),
    ...(options.checkpoint === undefined ? {} : { checkpoint: resolve(options.checkpoint) }),
    ...(options.resume === undefined ? {} : { resume: resolve(options.resume) }),
  };
}
