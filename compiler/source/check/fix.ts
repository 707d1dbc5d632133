// A fix as data: edits of the source, and the words that say them. What shows a fix and what applies it read the same.
import { ts } from 'ts-morph';
import { type Place, placeOf } from '../frame.ts';
import { isPipe } from './flow.ts';

/** Text in place of a range of a file. */
export interface Edit extends Place {
  readonly text: string;
}

/** What to write instead. It was tried: with its edits applied, the error is gone and no new one has come. */
export interface Fix {
  /** 'inputs come first: affine(784, 128)' */
  readonly words: string;
  /** in the order of the files' texts; no two overlap */
  readonly edits: readonly Edit[];
}

/** A fix that is not tried yet. */
export interface Proposal {
  readonly edits: readonly Edit[];
  /** what the language wants, before the code: 'inputs come first' */
  readonly why?: string | undefined;
  /** how probable it is beside others, 0 to 100 */
  readonly likelihood: number;
  /** it says what the program says already: an error that is there with it is one of the program */
  readonly same?: boolean;
}

/** `text` in place of a node. */
export const replaced = (node: ts.Node, text: string): Edit => ({ ...placeOf(node), text });

/** `text` before a node. */
export function before(node: ts.Node, text: string): Edit {
  const { file, start } = placeOf(node);
  return { file, start, end: start, text };
}

/** `text` after a node. */
export function after(node: ts.Node, text: string): Edit {
  const { file, end } = placeOf(node);
  return { file, start: end, end, text };
}

const inText = (a: Edit, b: Edit): number => a.start - b.start || a.end - b.end;

/** The text of a file with its edits applied. */
export function edited(file: ts.SourceFile, edits: readonly Edit[]): string {
  let text = '';
  let at = 0;
  for (const e of edits.filter((e) => e.file === file).sort(inText)) {
    text += file.text.slice(at, e.start) + e.text;
    at = e.end;
  }
  return text + file.text.slice(at);
}

/** Do two of the edits touch the same letters? */
export function overlap(edits: readonly Edit[]): boolean {
  return edits.some((a, i) => edits.some((b, j) => i < j && a.file === b.file && a.start < b.end && b.start < a.end));
}

/** Where an offset of the file lies once the edits are applied; undefined inside of what they replace. */
export function moved(offset: number, file: ts.SourceFile, edits: readonly Edit[]): number | undefined {
  let by = 0;
  for (const e of edits) {
    if (e.file !== file) continue;
    if (e.end <= offset) by += e.text.length - (e.end - e.start);
    else if (e.start < offset) return undefined;
  }
  return offset + by;
}

/** A piece of an edited text: a range of the original, or letters that are new. */
interface Piece {
  readonly text: string;
  /** where it begins in the original; undefined: it is new */
  readonly from: number | undefined;
}

/** One file's edits, and then edits of what they give, as edits of the original. */
export function composed(file: ts.SourceFile, first: readonly Edit[], second: readonly Omit<Edit, 'file'>[]): Edit[] {
  const pieces = second
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((all, e) => spliced(all, e), piecesOf(file, first));
  const edits: Edit[] = [];
  let at = 0;
  let text = '';
  for (const piece of [...pieces, { text: '', from: file.text.length }]) {
    if (piece.from === undefined) {
      text += piece.text;
      continue;
    }
    if (text !== '' || piece.from > at) edits.push({ file, start: at, end: piece.from, text });
    text = '';
    at = piece.from + piece.text.length;
  }
  return edits;
}

function piecesOf(file: ts.SourceFile, edits: readonly Edit[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const e of edits.filter((e) => e.file === file).sort(inText)) {
    pieces.push({ text: file.text.slice(at, e.start), from: at }, { text: e.text, from: undefined });
    at = e.end;
  }
  return [...pieces, { text: file.text.slice(at), from: at }];
}

function spliced(pieces: readonly Piece[], { start, end, text }: Omit<Edit, 'file'>): Piece[] {
  const made: Piece[] = [];
  let at = 0;
  let placed = false;
  for (const piece of pieces) {
    const to = at + piece.text.length;
    const cut = (a: number, b: number): Piece => ({
      text: piece.text.slice(a - at, b - at),
      from: piece.from === undefined ? undefined : piece.from + a - at,
    });
    if (at < start) made.push(cut(at, Math.min(to, start)));
    if (to >= start && !placed) {
      made.push({ text, from: undefined });
      placed = true;
    }
    if (to > end) made.push(cut(Math.max(at, end), to));
    at = to;
  }
  return made.filter((p) => p.text !== '');
}

/** The code that the edits leave: the smallest call, stage or declaration around each, and where it is another line. */
export function wordsOf({ edits, why }: Proposal, at: Place): string {
  const said: string[] = [];
  for (const e of edits) {
    if (isImport(e) || (edits.length > 1 && isRemovedProperty(e))) continue;
    const node = around(e);
    const { file, start, end } = placeOf(node);
    const own = edits.filter((o) => o.file === file && o.start >= start && o.end <= end);
    const text = edited(file, own).slice(start, end + own.reduce((n, o) => n + o.text.length - (o.end - o.start), 0));
    const line = (offset: number) => file.getLineAndCharacterOfPosition(offset).line;
    const where = file === at.file && line(start) === line(at.start) ? '' : ` in line ${line(start) + 1}`;
    const words = `${clipped(text)}${where}`;
    if (!said.includes(words)) said.push(words);
  }
  const whole = said.filter((words) => !said.some((other) => other !== words && other.includes(words)));
  return `${why === undefined ? '' : `${why}: `}${whole.join('; ')}`;
}

/** 'drop: dropout(0.5), ' of a record, which goes. */
const isRemovedProperty = ({ file, start, end, text }: Edit): boolean =>
  text === '' && /^\w+:[\s\S]*,\s*$/.test(file.text.slice(start, end));

export const isImport = ({ file, start }: Edit): boolean =>
  file.statements.some((s) => ts.isImportDeclaration(s) && s.getStart() < start && s.getEnd() > start);

/** The smallest expression or declaration that shows what is edited. */
function around({ file, start, end }: Edit): ts.Node {
  let found: ts.Node = file;
  const visit = (node: ts.Node): void => {
    if (node.getStart(file) > start || node.getEnd() < end) return;
    const shows = ts.isCallExpression(node) || ts.isTypeReferenceNode(node) || ts.isBinaryExpression(node);
    const isAll = (n: ts.Node) => n.getStart(file) === start && n.getEnd() === end;
    const whole = isAll(node) && ts.isExpression(node) && end > start && !partOf(node);
    const isPart = ts.forEachChild(node, (child) => isAll(child) && partOf(child)) === node;
    if (shows || whole || isPart || ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isStatement(node)) {
      const isArgument = node.parent === found && ts.isCallExpression(found) && !isPipe(found);
      const inCall = ts.isTypeReferenceNode(found) || isArgument;
      if (!(whole && inCall)) found = node;
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return found;
}

/** What a name or a plain value is shown in: labels: [3, 7] and p.params.w say more than labels and w. */
function partOf(node: ts.Node): ts.Node | undefined {
  const { parent } = node;
  const ofProperty = ts.isPropertyAssignment(parent) && (parent.name === node || !ts.isCallExpression(node));
  const ofAccess = ts.isPropertyAccessExpression(parent) && parent.name === node;
  return ofProperty || ofAccess ? parent : undefined;
}

function clipped(text: string): string {
  const flat = text.replace(/\s+/g, ' ').replace(/;$/, '');
  return flat.length > 90 ? `${flat.slice(0, 87)}...` : flat;
}
