#!/usr/bin/env node
// The command `quern`.
import { Command, InvalidArgumentError } from 'commander';
import { type ExplainOptions, explainFile } from './explain.ts';
import { explainText } from './explainText.ts';
import type { FuzzCommand } from './fuzzCommand.ts';
import { UsageError } from './load.ts';
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

/** A number that satisfies `holds`. */
const numberOf = (what: string, holds: (n: number) => boolean) => (text: string) => {
  const n = text.trim() === '' ? Number.NaN : Number(text);
  if (!holds(n)) throw new InvalidArgumentError(`write ${what}`);
  return n;
};
const countOf = numberOf('a whole number, 1 or more', (n) => Number.isSafeInteger(n) && n >= 1);
const wholeOf = numberOf('a whole number', Number.isSafeInteger);
const orderOf = numberOf('1 or 2', (n) => n === 1 || n === 2);
const positiveOf = numberOf('a number above 0', (n) => n > 0 && Number.isFinite(n));
const listOf = (name: string, earlier: readonly string[]): string[] => [...earlier, name];

interface FuzzFlags extends Omit<FuzzCommand, 'symbols'> {
  readonly symbols?: Symbols;
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

program
  .command('fuzz')
  .description('check the gradients of a model, a definition or a function at random points, by every oracle')
  .argument('<FILE#export>', 'a module and what it exports; FILE alone: every model and definition in it')
  .option('-n, --runs <N>', 'points to try', countOf, 100)
  .option('--seed <S>', 'the same seed gives the same points', wholeOf, 1)
  .option('-b, --backend <NAME>', 'compare this backend too, e.g. cpu or gpujs:webasm (repeat for more)', listOf, [])
  .option('--order <1|2>', 'of the highest derivatives', orderOf, 2)
  .option('-s, --symbols <NAME=SIZE>', 'the size of a named dimension (repeat for more); drawn if not given', symbolsOf)
  .option('--tolerance <T>', 'how many times its estimated error a comparison may be off', positiveOf, 1)
  .option('--regressions <FILE>', 'where counterexamples are kept, to be tried first', '.quern/regressions.json')
  .option('--no-regressions', 'keep none')
  .option('--svg <FILE>', 'draw the errors by operation')
  .option('--json', 'one JSON object instead of text')
  .addHelpText(
    'after',
    `
Exit code: 0 if nothing was found, 1 after a fault, 2 if it was asked for wrongly.

Examples:
  quern fuzz examples/lenet.ts#predict --runs 3 --symbols batch=1
  quern fuzz model.ts --backend cpu --backend gpujs:webasm --json`,
  )
  .action(async (reference: string, flags: FuzzFlags) => {
    // the one import that points upwards: the command line offers what quern/testing does, and loads it when asked
    const { fuzzCommand } = await import('../../test/testing/command/index.ts');
    try {
      process.exitCode = await fuzzCommand(reference, { ...flags, symbols: flags.symbols ?? {} });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      // 1 is for faults of what was fuzzed
      console.error(error.message);
      process.exitCode = 2;
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
