// quern check [FILES | -p tsconfig]
import type { Command } from 'commander';
import { listOf } from '../flags.ts';
import { UsageError } from '../load.ts';
import { complain } from '../output.ts';

interface CheckFlags {
  readonly project?: string;
  readonly without: readonly string[];
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** Adds `quern check`. */
export function check(program: Command): void {
  program
    .command('check')
    .description('type-check models: what is wrong with shapes, why, where the sizes came from and what to write')
    .argument('[FILES...]', 'files to check; without any, the tsconfig.json here')
    .option('-p, --project <FILE>', 'a tsconfig, or its folder')
    .option('--without <LINT>', 'switch a lint off (repeat for more); `quern check --help` lists them', listOf, [])
    .option('-w, --watch', 'check again whenever a file changes')
    .option('--json', 'one JSON object instead of text')
    .addHelpText('after', help)
    .action(async (files: readonly string[], flags: CheckFlags) => {
      // TypeScript is large: it is loaded when it is needed
      const { runCheck } = await import('../check.ts');
      try {
        await runCheck(files, flags);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        complain(error);
        process.exitCode = 2;
      }
    });
}

const help = `
Lints, which types cannot say (warnings; // quern-ignore NAME above a line switches one off there):
  number-dimension   a size of type number fits every other: sizes are no longer compared
  unused-layer       a layer of a model that the model's function never uses
  unused-input       an input of a model that the model's function never uses
  stopped-layer      a layer whose results all go through stopGradient
  zero-gradient      a loss all of which passes through argMax, a comparison, rounding or stopGradient
  symbol-roles       one name for two dimensions
  dimension-text     an annotation writes 'T+S' where types write 'S+T'

Exit code: 0 if there are no errors (warnings allowed), 1 if there are, 2 if it was asked for wrongly.

Examples:
  quern check
  quern check model.ts --watch
  quern check -p tsconfig.json --without symbol-roles --json`;
