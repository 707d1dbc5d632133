// quern build FILE#export -o DIR
import type { Command } from 'commander';
import { anotherTarget, defaultTarget, targetsInShort } from '../../backends/registry.ts';
import type { BuildOptions } from '../build/options.ts';
import { type Symbols, symbolsOf, wholeOf } from '../flags.ts';
import { UsageError } from '../load.ts';
import { complain } from '../output.ts';

export interface BuildFlags extends Omit<BuildOptions, 'symbols'> {
  readonly symbols?: Symbols;
  readonly json?: boolean;
}

/** Adds `quern build`. */
export function build(program: Command): void {
  program
    .command('build')
    .description('write FILE#export as a module that imports nothing: code, types, kernels, weights, its own test')
    .argument('<FILE#export>', 'a module and the definition it exports, e.g. examples/lenet.ts#predict')
    .requiredOption('-o, --output <DIR>', 'the folder to write to; it is made where it is missing')
    .option('-s, --symbols <NAME=SIZE>', 'the size of a named dimension (repeat for more)', symbolsOf)
    .option('-w, --weights <FILE>', 'a safetensors file: weights, or a checkpoint')
    .option('--seed <S>', 'without --weights: what they are drawn from', wholeOf, 0)
    .option('--inline-weights', 'the weights in the module, and no file beside it')
    .option('--adjacent-wasm', 'the WebAssembly in a file beside the module')
    .option('-b, --backend <NAME>', targetsInShort, defaultTarget.name)
    .option('-n, --name <NAME>', 'of the files; that of the export if nothing is said')
    .option('--json', 'one JSON object instead of text')
    .addHelpText('after', help)
    .action(async (reference: string, flags: BuildFlags) => {
      // TypeScript is large: it is loaded when it is needed
      const { runBuild } = await import('../build/run.ts');
      try {
        await runBuild(reference, { ...flags, symbols: flags.symbols ?? {} });
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        complain(error);
        process.exitCode = 2;
      }
    });
}

const help = `
NAME.ts, NAME.js and NAME.d.ts are written, and NAME.safetensors. The module needs nothing, neither quern nor a bundler:

  import { load } from './built/predict.js';
  const net = await load();           // checks weights and kernels against test vectors; { check: false } does not
  const { output } = net.run({ input });

Where bytes are not compiled while a program runs (Cloudflare Workers), build with --adjacent-wasm and give what the platform makes
of the files: import wasm from './built/predict.wasm'; const net = await load({ wasm, weights }).

A training step gives net.step(inputs), net.weights() and net.save(), the bytes of a safetensors file.

Exit code: 0 if the module was written and has passed its own check, 1 if it was not, 2 if it was asked for wrongly.

Examples:
  quern build examples/lenet.ts#predict -o built --symbols batch=1 --weights lenet.safetensors
  quern build examples/lenet.ts#step -o built --symbols batch=32 --name lenet-step
  quern build model.ts#predict -o built --backend ${anotherTarget} --inline-weights`;
