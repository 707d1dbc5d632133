// quern explain FILE#export

import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { anotherTarget, defaultTarget, targetsInShort } from '../../backends/registry.ts';
import { type Explained, type ExplainOptions, explainFile, stageOf } from '../explain.ts';
import { explainPage } from '../explainPage.ts';
import { explainText } from '../explainText.ts';
import { type Symbols, symbolsOf } from '../flags.ts';
import { formulasData, formulasText } from '../formulas.ts';
import { say, sayJson } from '../output.ts';
import { styleFor } from '../style.ts';

interface ExplainFlags extends Omit<ExplainOptions, 'symbols'> {
  readonly symbols?: Symbols;
  readonly summary?: boolean;
  readonly json?: boolean;
  readonly tex?: boolean;
  readonly html?: string;
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
    .option('-b, --backend <NAME>', targetsInShort, defaultTarget.name)
    .option('-k, --kernel <NAME>', 'only this kernel, e.g. k3')
    .option('--summary', 'only the totals, the memory and the table of kernels')
    .option(
      '--formulas',
      'what is computed, with its derivatives, as formulas in TypeScript: as written, and simplified',
    )
    .option('--tex', 'the same in TeX')
    .option('--html <FILE>', 'write one page: source, expression, simplified, kernels, each linked to its lines')
    .option(
      '--schedule',
      'only how the program runs on the machine: loops, vectors, tiles, functions that kernels share',
    )
    .option(
      '--after <PASS>',
      "only the graph, or the kernels, after a pass of the compiler, e.g. 'simplify' or 'lower'",
    )
    .option('--json', 'one JSON object instead of text')
    .addHelpText(
      'after',
      `
What the program computes is checked by compile(definition, sizes, { verify: true }), against the float64 reference.

Examples:
  quern explain examples/lenet.ts#step --symbols batch=64 --summary
  quern explain examples/lenet.ts#step --kernel k2
  quern explain examples/lenet.ts#step --formulas
  quern explain examples/lenet.ts#step --schedule
  quern explain examples/lenet.ts#step --after simplify
  quern explain model.ts#mish --tex
  quern explain examples/lenet.ts#step --html explain.html
  quern explain examples/lenet.ts#step --backend ${anotherTarget} | less`,
    )
    .action(async (reference: string, flags: ExplainFlags) => {
      if (flags.schedule || flags.after !== undefined) {
        const text = await stageOf(reference, { ...flags, symbols: flags.symbols ?? {} });
        if (flags.json) sayJson({ text });
        else say(text);
        return;
      }
      const formulas = flags.formulas || flags.tex || flags.html !== undefined;
      report(await explainFile(reference, { ...flags, symbols: flags.symbols ?? {}, formulas }), flags);
    });
}

function report(explained: Explained, flags: ExplainFlags): void {
  const { explanation, formulas } = explained;
  const style = styleFor(process.stdout);
  if (formulas && flags.html !== undefined) {
    writeFileSync(flags.html, explainPage(explained, formulas));
    say(`${flags.html}: ${explanation.definition}`);
  } else if (flags.json) {
    sayJson({ ...explanation, ...(formulas && { formulas: formulasData(formulas) }) });
  } else if (formulas) {
    say(formulasText(formulas, flags.tex ? 'tex' : 'typescript', style));
  } else {
    say(explainText(explained, style, { summary: flags.summary, kernelsOnly: flags.kernel !== undefined }));
  }
}
