// quern check [FILES | -p tsconfig]
import { type Command, Option } from 'commander';
import type { Format } from '../check.ts';
import { listOf } from '../flags.ts';
import { UsageError } from '../load.ts';
import { complain } from '../output.ts';

interface CheckFlags {
  readonly project?: string;
  readonly without: readonly string[];
  readonly watch?: boolean;
  readonly json?: boolean;
  readonly format?: Format;
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
    .addOption(
      new Option('--format <FORM>', 'eslint is its JSON, github annotates pull requests, sarif is 2.1.0').choices([
        ...['text', 'json', 'eslint', 'github', 'sarif'],
      ]),
    )
    .option('--json', 'the same as --format json')
    .addHelpText('after', help)
    .action(async (files: readonly string[], flags: CheckFlags) => {
      // TypeScript is large: it is loaded when it is needed
      const { runCheck } = await import('../check.ts');
      try {
        const { json, ...request } = flags;
        await runCheck(files, json ? { format: 'json', ...request } : request);
      } catch (error) {
        // what package.json says of lints is asked for wrongly too
        const settings = error instanceof Error && error.name === 'ProjectError';
        if (!(error instanceof UsageError) && !settings) throw error;
        complain(error);
        process.exitCode = 2;
      }
    });
}

const help = `
Lints, which types cannot say (warnings; LINTS.md has a page for each):
  number-dimension         a size of type number fits every other: sizes are no longer compared
  dimension-text           an annotation writes 'T+S' where types write 'S+T'
  symbol-roles             one name for two dimensions
  batch-by-batch           [batch, 1] with [batch] gives [batch, batch]
  unused-layer             a layer of a model that the model's function never uses
  unused-input             an input of a model that the model's function never uses
  unregistered-layer       a layer that a model's function uses and that is not among its layers
  shared-layer             one layer at several places of a list or record of layers
  input-outside-model      an input with named dimensions that is computed with outside of a model
  zero-gradient            a loss all of which passes through argMax, a comparison, rounding or stopGradient
  stopped-layer            a layer whose results all go through stopGradient
  probabilities-as-logits  softmax before crossEntropy, sigmoid before binaryCrossEntropyWithLogits
  evaluation-mode          dropout or batchNorm that is off in training too
  zero-rate                a learning rate that is 0 at every step
  tensor-condition         a tensor as the condition of an if, which is always true
  training-data            an evaluation that is only fed with what the model was trained on

A comment switches one off, as in ESLint: // quern-disable-next-line NAME -- why, // quern-disable-line NAME, and
/* quern-disable NAME */ to the end of the file or to /* quern-enable NAME */. Without a name it is all of them.
package.json switches one for a project: { "quern": { "lints": { "NAME": "off" } } }; "warn" and "error" are the others.

A tsconfig's references are followed; where a folder has no tsconfig, those of the packages below it are checked. Code in
.vue and .svelte files is not looked into: keep models in .ts files, which they import.

Exit code: 0 if there are no errors (warnings allowed), 1 if there are, 2 if it was asked for wrongly.

Examples:
  quern check
  quern check model.ts --watch
  quern check -p tsconfig.json --without symbol-roles --json`;
