// How a lint is switched off by a comment, in the form that ESLint has.
import type { ts } from 'ts-morph';
import type { Place } from '../../frame.ts';

/** One comment: 'quern-disable-next-line unused-layer, zero-gradient -- why'. */
interface Switch {
  readonly kind: 'disable' | 'enable' | 'disable-line' | 'disable-next-line' | 'ignore';
  /** all lints where it names none */
  readonly names: readonly string[];
  readonly start: number;
  readonly line: number;
}

const comment = /(?:\/\/|\/\*)\s*quern-(disable-next-line|disable-line|disable|enable|ignore)\b([^\n]*?)(?:\*\/|$)/gm;

const known = new WeakMap<ts.SourceFile, readonly Switch[]>();

function switchesIn(file: ts.SourceFile): readonly Switch[] {
  let found = known.get(file);
  if (found === undefined) {
    found = [...file.text.matchAll(comment)].map((m) => ({
      kind: m[1] as Switch['kind'],
      names: m[2]!.split(/\s--\s/)[0]!.match(/[a-z][\w-]*/g) ?? [],
      start: m.index,
      line: file.getLineAndCharacterOfPosition(m.index).line,
    }));
    known.set(file, found);
  }
  return found;
}

/** Is a lint switched off at a place, by a comment on the line, on the one above, or by a block that begins before it? */
export function isDisabled({ file, start }: Place, lint: string): boolean {
  const switches = switchesIn(file).filter((s) => s.names.length === 0 || s.names.includes(lint));
  if (switches.length === 0) return false;
  const { line } = file.getLineAndCharacterOfPosition(start);
  const block = switches.findLast((s) => s.start < start && (s.kind === 'disable' || s.kind === 'enable'));
  if (block?.kind === 'disable') return true;
  return switches.some(
    ({ kind, line: at }) =>
      ((kind === 'disable-line' || kind === 'ignore') && at === line) ||
      ((kind === 'disable-next-line' || kind === 'ignore') && at === line - 1),
  );
}
