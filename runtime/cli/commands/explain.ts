// quern explain FILE#export
import type { Command } from 'commander';
import { type ExplainOptions, explainFile } from '../explain.ts';
import { explainText } from '../explainText.ts';
import { type Symbols, symbolsOf } from '../flags.ts';
import { styleFor } from '../style.ts';

interface ExplainFlags extends Omit<ExplainOptions, 'symbols'> {
  readonly symbols?: Symbols;
  readonly summary?: boolean;
  readonly json?: boolean;
}

/** Adds `quern explain`. */
export function explain(program: Command): void {
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
}
