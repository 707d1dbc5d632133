#!/usr/bin/env node
// The command `quern`.
import { Command, InvalidArgumentError } from 'commander';
import { explainFile } from './explain.ts';

function symbolsOf(text: string, earlier: Record<string, number>): Record<string, number> {
  const match = /^(\w+)=(\d+)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('write NAME=SIZE, e.g. batch=32');
  return { ...earlier, [match[1]!]: Number(match[2]) };
}

const program = new Command('quern')
  .description('Typed expression trees for neural networks, compiled to kernels')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .showHelpAfterError();

program
  .command('explain')
  .description('print the kernels of FILE#export: what each fuses, its loops, bytes, operations and the peak memory')
  .argument('<FILE#export>', 'a module and the definition it exports, e.g. examples/lenet.ts#step')
  .option('-s, --symbols <NAME=SIZE>', 'the size of a named dimension (repeat for more); 32 by default', symbolsOf, {})
  .option('-b, --backend <NAME>', 'cpu or gpujs', 'cpu')
  .action(async (reference: string, options: { symbols: Record<string, number>; backend: string }) => {
    console.log(await explainFile(reference, options));
  });

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
