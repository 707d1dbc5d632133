// Shapes beside their lines, as text.
import type { Shapes } from './collect.ts';

/** The file's lines that have tensors, each with what is in it. */
export function shapesText({ file, lines }: Shapes, paint: (text: string) => string): string {
  const source = file.text.split('\n');
  const digits = `${source.length}`.length;
  const out: string[] = [];
  let last = -1;
  for (const [line, shown] of lines) {
    if (last >= 0 && line > last + 1) out.push('');
    last = line;
    out.push(`${`${line + 1}`.padStart(digits)}  ${source[line]}`);
    out.push(...shown.map(({ text, is }) => `${' '.repeat(digits)}    ${paint(`${text}: ${is}`)}`));
  }
  return `${out.join('\n')}\n`;
}

/** The same as data: what `--json` prints. */
export function shapesData({ lines }: Shapes) {
  return [...lines].flatMap(([line, shown]) => shown.map(({ text, is, kind }) => ({ line: line + 1, text, is, kind })));
}
