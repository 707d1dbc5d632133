// What the tests read in the documents: code blocks, and sections that a script writes.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export const read = (document: string): string => readFileSync(root + document, 'utf8');

export interface Block {
  readonly document: string;
  /** of its first line of code, counted from 1 */
  readonly line: number;
  /** what stands behind the opening fence: 'ts', 'sh', 'text' */
  readonly language: string;
  readonly code: string;
}

/** The fenced code blocks of a document, in order. */
export function blocksOf(document: string): Block[] {
  const blocks: Block[] = [];
  const lines = read(document).split('\n');
  for (let i = 0; i < lines.length; i++) {
    const language = /^```(\w*)$/.exec(lines[i]!)?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`${document}:${i + 1}: the code block has no end`);
    blocks.push({ document, line: i + 2, language, code: lines.slice(i + 1, end).join('\n') });
    i = end;
  }
  return blocks;
}

const marks = (name: string) => [`<!-- ${name}: written by npm run docs -->`, `<!-- end of ${name} -->`] as const;

/** The text with the section's content replaced. */
export function withSection(text: string, name: string, content: string): string {
  const [from, to] = bounds(text, name);
  return `${text.slice(0, from)}\n${content}\n${text.slice(to)}`;
}

function bounds(text: string, name: string): [from: number, to: number] {
  const [open, close] = marks(name);
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`no section '${name}': write ${open} and ${close}`);
  return [from + open.length, to];
}
