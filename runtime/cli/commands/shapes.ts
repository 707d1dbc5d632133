// quern shapes FILE
import type { Command } from 'commander';
import { countOf } from '../flags.ts';
import { UsageError } from '../load.ts';
import { complain } from '../output.ts';

interface ShapesFlags {
  readonly html?: string;
  readonly svg?: string;
  readonly depth?: number;
  readonly json?: boolean;
  readonly run: boolean;
}

/** Adds `quern shapes`. */
export function shapes(program: Command): void {
  program
    .command('shapes')
    .description('every tensor of a file with its shape beside its line; the weights of its models; a picture')
    .argument('<FILE[#export]>', 'a module; with #export, one of the models that it exports')
    .option('--html <FILE>', 'write one page: the source with its shapes, pictures and tables of the models')
    .option('--svg <FILE>', 'draw the model: its layers and the shapes of what flows between them')
    .option('--depth <N>', 'how much of a path tells layers apart: 1 is encoder, 2 is encoder.0', countOf)
    .option('--no-run', 'only what the types say: nothing of the file is run')
    .option('--json', 'one JSON object instead of text')
    .addHelpText(
      'after',
      `
Examples:
  quern shapes examples/mlp.ts
  quern shapes examples/lenet.ts#network --svg lenet.svg
  quern shapes examples/transformer-lm.ts --html shapes.html --depth 2`,
    )
    .action(async (reference: string, flags: ShapesFlags) => {
      const { runShapes } = await import('../shapes.ts');
      try {
        await runShapes(reference, flags);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        complain(error);
        process.exitCode = 2;
      }
    });
}
