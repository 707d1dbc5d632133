// Data as TypeScript that can be read.
import { memberName, stringLiteral } from '../../escape.ts';

/** What `literal` writes as it is: an expression. */
export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Data = number | string | null | Code | readonly Data[] | { readonly [name: string]: Data | undefined };

const width = 110;

/** An object, a list, a string or a number; on one line where it fits. */
export function literal(data: Data, indent = ''): string {
  if (data instanceof Code) return data.text;
  if (typeof data === 'string') return stringLiteral(data);
  if (data === null || typeof data === 'number') return `${data}`;
  const inner = `${indent}  `;
  const parts = isList(data)
    ? data.map((d) => literal(d, inner))
    : Object.entries(data).flatMap(([name, d]) =>
        d === undefined ? [] : [`${memberName(name)}: ${literal(d, inner)}`],
      );
  const [open, close] = isList(data) ? ['[', ']'] : ['{ ', ' }'];
  const line = `${open}${parts.join(', ')}${close}`;
  if (parts.length === 0) return isList(data) ? '[]' : '{}';
  if (indent.length + line.length <= width && !line.includes('\n')) return line;
  const lines = isList(data) && data.every((d) => typeof d === 'number') ? filled(parts) : parts;
  return `${open.trim()}\n${lines.map((p) => `${inner}${p},`).join('\n')}\n${indent}${close.trim()}`;
}

const isList = (data: readonly Data[] | { readonly [name: string]: Data | undefined }): data is readonly Data[] =>
  Array.isArray(data);

/** Numbers, as many as fit on a line. */
function filled(parts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length < width - 10) lines[lines.length - 1] = `${last}, ${part}`;
    else lines.push(part);
  }
  return lines;
}

/** Text of several lines as it stands. */
export const block = (text: string): Code => new Code(`\`${text.replace(/[\\`]|\$\{/g, '\\$&')}\``);

const line = 120;

/** Bytes as base64 over as many lines as it takes. */
export function base64(bytes: Uint8Array): Code {
  let characters = '';
  for (let i = 0; i < bytes.length; i += 8192) characters += String.fromCharCode(...bytes.subarray(i, i + 8192));
  const text = btoa(characters);
  return block(text.length <= line ? text : `\n${text.replace(new RegExp(`.{1,${line}}`, 'g'), '$&\n')}`);
}

/** Bytes that are in the module, or in a file beside it, by its name. */
export type Bytes = { readonly inline: Uint8Array } | { readonly beside: string };

/** Bundlers look for this form to find the files that belong to a module. */
export const sourceOf = (bytes: Bytes): Code =>
  'beside' in bytes
    ? new Code(`() => new URL(${literal(`./${bytes.beside}`)}, import.meta.url)`)
    : new Code(`() => bytesOfText(${base64(bytes.inline).text})`);
