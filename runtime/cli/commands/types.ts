// quern types FILE.safetensors
import type { Command } from 'commander';
import { UsageError } from '../load.ts';
import { complain, say } from '../output.ts';

interface TypesFlags {
  readonly output?: string;
}

/** Adds `quern types`. */
export function types(program: Command): void {
  program
    .command('types')
    .description(
      'write the tensors of a safetensors file as a type, with which loading them into another model fails to compile',
    )
    .argument('<FILE.safetensors>', 'weights or a checkpoint')
    .option('-o, --output <FILE.d.ts>', 'what to write; FILE.safetensors.d.ts if nothing is said')
    .addHelpText('after', help)
    .action(async (file: string, flags: TypesFlags) => {
      const { writeTypes } = await import('../types.ts');
      try {
        say(await writeTypes(file, flags.output));
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        complain(error);
        process.exitCode = 2;
      }
    });
}

const help = `
In a program that loads the file:

  import { weightsFile } from 'quern/data';
  import { loadWeights } from 'quern/node';
  import type { Tensors } from './lenet.safetensors.js'; // lenet.safetensors.d.ts

  const { tensors } = await loadWeights(weightsFile<Tensors>('lenet.safetensors'), network);

Exit code: 0 if the file was written, 1 if FILE.safetensors is damaged, 2 if it was asked for wrongly.

Examples:
  quern types lenet.safetensors
  quern types checkpoints/last.safetensors -o checkpoint.d.ts`;
