// quern fuzz FILE#export
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { anotherInNode, defaultTarget } from '../../backends/registry.ts';
import { countOf, listOf, orderOf, positiveOf, type Symbols, symbolsOf, wholeOf } from '../flags.ts';
import type { FuzzCommand } from '../fuzzCommand.ts';
import { splitReference, UsageError } from '../load.ts';
import { complain } from '../output.ts';
import { watchRuns } from '../watch.ts';

interface FuzzFlags extends Omit<FuzzCommand, 'symbols'> {
  readonly symbols?: Symbols;
  readonly watch?: boolean;
}

/** Adds `quern fuzz`. */
export function fuzz(program: Command): void {
  program
    .command('fuzz')
    .description('check the gradients of a model, a definition or a function at random points, by every oracle')
    .argument('<FILE#export>', 'a module and what it exports; FILE alone: every model and definition in it')
    .option('-n, --runs <N>', 'points to try (100; with --seconds, as many as fit)', countOf)
    .option('--seconds <T>', 'go on for this long, all subjects together', positiveOf)
    .option('--seed <S>', 'the same seed gives the same points', wholeOf, 1)
    .option(
      '-b, --backend <NAME>',
      `compare this backend too, e.g. ${defaultTarget.name} or ${anotherInNode} (repeat for more)`,
      listOf,
      [],
    )
    .option('--order <1|2>', 'of the highest derivatives', orderOf, 2)
    .option(
      '-s, --symbols <NAME=SIZE>',
      'the size of a named dimension (repeat for more); drawn if not given',
      symbolsOf,
    )
    .option('--tolerance <T>', 'how many times its estimated error a comparison may be off', positiveOf, 1)
    .option('--regressions <FILE>', 'where counterexamples are kept, to be tried first', '.quern/regressions.json')
    .option('--no-regressions', 'keep none')
    .option('--svg <FILE>', 'draw the errors by operation')
    .addOption(
      new Option(
        '--strength [N]',
        'plant N faults (20) in stated derivatives and lifted functions: how many are caught',
      )
        .preset('20')
        .argParser(countOf),
    )
    .option('--verbose', 'all that was covered, branch by branch, and all that was not tested')
    .option('--watch', 'run again when the file, or what it imports, changes; points that failed come first')
    .option('--json', 'one JSON object instead of text')
    .addHelpText(
      'after',
      `
Exit code: 0 if nothing was found, 1 after a fault, 2 if it was asked for wrongly.

Examples:
  quern fuzz examples/lenet.ts#predict --runs 3 --symbols batch=1
  quern fuzz model.ts --seconds 10
  quern fuzz model.ts --backend ${defaultTarget.name} --backend ${anotherInNode} --json`,
    )
    .action(async (reference: string, flags: FuzzFlags) => {
      if (flags.watch) await watched(reference, flags.regressions);
      // the one import that points upwards: the command line offers what quern/testing does, and loads it when asked
      const { fuzzCommand } = await import('../../../test/testing/command/index.ts');
      try {
        process.exitCode = await fuzzCommand(reference, { ...flags, symbols: flags.symbols ?? {} });
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        // 1 is for faults of what was fuzzed
        complain(error);
        process.exitCode = 2;
      }
    });
}

/** Runs the same command without --watch, again and again. Without a file of its own, failing points are kept until the end. */
async function watched(reference: string, regressions: string | false): Promise<never> {
  const { file } = splitReference(reference);
  if (!existsSync(file)) {
    complain(new UsageError(`${file}: no such file; give FILE#export, e.g. model.ts#step`));
    process.exit(2);
  }
  const words = process.argv.slice(2).filter((word) => word !== '--watch' && word !== '--no-regressions');
  return watchRuns(file, (temporary) =>
    regressions === false ? [...words, '--regressions', join(temporary, 'regressions.json')] : words,
  );
}
