#!/usr/bin/env node
// The command `quern`: what each of its commands takes and does is in commands/.
import { Command } from 'commander';
import { build } from './commands/build.ts';
import { check } from './commands/check.ts';
import { explain } from './commands/explain.ts';
import { fuzz } from './commands/fuzz.ts';
import { lsp } from './commands/lsp.ts';
import { shapes } from './commands/shapes.ts';
import { types } from './commands/types.ts';
import { complain } from './output.ts';
import { installText, missingTool } from './tools.ts';

const program = new Command('quern')
  .description('Typed expression trees for neural networks, compiled to kernels')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .showHelpAfterError();

for (const add of [check, shapes, explain, fuzz, build, types, lsp]) add(program);

// the reader may stop early: quern explain ... | head
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  complain(new Error(`standard output cannot be written: ${error.message}`));
  process.exit(1);
});
// what cannot be said there cannot be said anywhere: the exit code stays
process.stderr.on('error', () => undefined);

program.parseAsync().catch((error: unknown) => {
  const missing = missingTool(error);
  complain(missing === undefined ? error : installText(process.argv[2] ?? '', missing));
  process.exitCode = missing === undefined ? 1 : 2;
});
