// quern lsp
import type { Command } from 'commander';

/** Adds `quern lsp`. */
export function lsp(program: Command): void {
  program
    .command('lsp')
    .description('a language server for editors: shapes, errors in the words of the language, fixes, completions')
    .option('--stdio', 'over standard input and output, which is the only way')
    .addHelpText('after', help)
    .action(async () => {
      const { serve } = await import('../../editor/lsp/server.ts');
      serve();
    });
}

const help = `
An editor starts it for TypeScript files, beside TypeScript's own server, and speaks the Language Server Protocol with it.
Neovim, for one:

  vim.lsp.config('quern', { cmd = { 'npx', 'quern', 'lsp' }, filetypes = { 'typescript' }, root_markers = { 'package.json' } })
  vim.lsp.enable('quern')`;
