#!/usr/bin/env node
// The command `quern`.
import { Command, InvalidArgumentError } from 'commander';
import { type ExplainOptions, explainFile } from './explain.ts';
import { explainText } from './explainText.ts';
import { styleFor } from './style.ts';

type Symbols = Readonly<Record<string, number>>;

function symbolsOf(text: string, earlier: Symbols = {}): Symbols {
  const entries = text.split(',').map((part) => {
    const match = /^\s*(\w+)=(\d+)\s*$/.exec(part);
    if (match === null) throw new InvalidArgumentError('write NAME=SIZE, e.g. batch=64 or batch=64,time=16');
    return [match[1]!, Number(match[2])] as const;
  });
  return { ...earlier, ...Object.fromEntries(entries) };
}

interface ExplainFlags extends Omit<ExplainOptions, 'symbols'> {
  readonly symbols?: Symbols;
  readonly summary?: boolean;
  readonly json?: boolean;
}

const program = new Command('quern')
  .description('Typed expression trees for neural networks, compiled to kernels')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .showHelpAfterError();

program
  .command('explain')
  .description(
    'print the kernels of FILE#export: what each fuses, its loops, source, bytes, operations; and the peak memory',
  )
  .argument('<FILE#export>', 'a module and the definition it exports, e.g. examples/lenet.ts#step')
  .option('-s, --symbols <NAME=SIZE>', 'the size of a named dimension (repeat for more); 32 if not given', symbolsOf)
  .option('-b, --backend <NAME>', 'cpu, or gpujs:MODE (webgpu, webgl2, webgl, headlessgl, webasm, cpu)', 'cpu')
  .option('-k, --kernel <NAME>', 'only this kernel, e.g. k3')
  .option('--summary', 'only the totals, the memory and the table of kernels')
  .option('--json', 'one JSON object instead of text')
  .addHelpText(
    'after',
    `
Examples:
  quern explain examples/lenet.ts#step --symbols batch=64 --summary
  quern explain examples/lenet.ts#step --kernel k2
  quern explain examples/lenet.ts#step --backend gpujs:webgl2 | less`,
  )
  .action(async (reference: string, flags: ExplainFlags) => {
    const explained = await explainFile(reference, { ...flags, symbols: flags.symbols ?? {} });
    if (flags.json) console.log(JSON.stringify(explained.explanation));
    else {
      const options = { summary: flags.summary, kernelsOnly: flags.kernel !== undefined };
      console.log(explainText(explained, styleFor(process.stdout), options));
    }
  });

// the reader may stop early: quern explain ... | head
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
