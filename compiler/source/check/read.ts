// An error of TypeScript's in the language's words, with what was given, where sizes came from, and what advice needs.
import { ts } from 'ts-morph';
import type { Sentence } from '../../../dsl/shape/messages.ts';
import { type Place, placeOf } from '../frame.ts';
import type { Note } from './fault.ts';
import type { Finding } from './finding.ts';
import { isPipe } from './flow.ts';
import { hintFor } from './hints.ts';
import { misuse } from './misuse/index.ts';
import { callOf, nodeAt, operandsOf } from './operands.ts';
import { changesOf, originOf } from './origin.ts';
import { dimensionsOf, isOpen, messageOf, plain, type Said, saidIn, sentenceOf } from './sentence.ts';
import { pairsIn, readTensor, tensorSentence } from './tensors.ts';

/** The rule of errors that are not about tensors: TypeScript's own words are told. */
const elsewhere = 'typescript';

export const isTensorFinding = (finding: Finding): boolean => finding.rule !== elsewhere;

/** A diagnostic, read; undefined where it has no place. */
export function findingOf(diagnostic: ts.Diagnostic, checker: ts.TypeChecker): Finding | undefined {
  const { file, start, length, code } = diagnostic;
  if (file === undefined || start === undefined) return undefined;
  const message = messageOf(diagnostic);
  const node = nodeAt(file, start, start + (length ?? 0));
  const call = callOf(node);
  const related = (diagnostic.relatedInformation ?? []).map((r) => r.code);
  const reading = misuse({ code, message, node, call, checker, related });
  const said = reading === undefined ? saidIn(message) : sentenceOf(reading.sentence);
  const sentence = reading?.sentence ?? said?.text ?? tensorSentence(message);
  const given = givenIn(message);
  const clue = { code, message, node, call, said, given, checker };
  const place = reading?.place ?? optionPlace(said, node) ?? { file, start, end: start + (length ?? 0) };
  const proposals = reading?.proposals ?? [];
  const common = { code, clue, proposals, place, severity: 'error' as const };
  if (sentence === undefined)
    return {
      ...common,
      rule: elsewhere,
      sentence: message,
      operands: [],
      origins: [],
      suggestion: undefined,
      open: isOpen(message),
    };
  const operands = call === undefined ? [] : operandsOf(call, node, given, checker);
  return {
    ...common,
    rule: said === undefined ? 'tensor' : 'shape',
    sentence: plain(sentence),
    operands: operands.map(readable),
    origins: originsOf(said, message, node, call, checker).map(readable),
    suggestion: reading?.suggestion ?? (said && hintFor(said)),
    open: isOpen(message) || operands.some((o) => isOpen(o.text)) || saysNothing(said),
  };
}

/** Without what types alone know. */
const readable = (note: Note): Note => ({ ...note, text: plain(note.text) });

/** Of the same types no operation says that they differ, but that it could not tell. */
const saysNothing = (said: Said | undefined): boolean =>
  said?.key === 'operandTypes' && said.words[1] === said.words[2];

/** Sentences that name a property of a record, and which of their words does. */
const namesKey: Partial<Record<Sentence, number>> = {
  ...{ option: 1, optionMeant: 1, input: 1, inputMeant: 1, symbol: 2, symbolMeant: 2 },
};

/** The name of the option, input or dimension that a sentence is about. */
function optionPlace(said: Said | undefined, node: ts.Node): Place | undefined {
  const hole = said === undefined ? undefined : namesKey[said.key];
  const named =
    hole !== undefined && ts.isObjectLiteralExpression(node)
      ? node.properties.find((p) => p.name?.getText() === said!.words[hole])
      : undefined;
  return named?.name && placeOf(named.name);
}

/** The tensor that was given where something else was expected, from the innermost pair of a message. */
const givenIn = (message: string) =>
  pairsIn(message)
    .toReversed()
    .map((p) => readTensor(p.given))
    .find((t) => t !== undefined);

/** The dimensions that a sentence sets against each other, each with where it is from. */
function originsOf(
  said: Said | undefined,
  message: string,
  node: ts.Node,
  call: ts.CallExpression | undefined,
  checker: ts.TypeChecker,
): Note[] {
  const operands = operandsAt(node, call);
  const notes: Note[] = [];
  // the operand at the place of the error is the one that does not fit: the last of two that are compared
  const ordered = [...operands].sort((a, b) => Number(contains(b, node)) - Number(contains(a, node)));
  const compares = said !== undefined && ofTwoOperands.has(said.key);
  for (const [k, dimension] of differing(said, message).entries()) {
    const layer =
      said !== undefined && inputsAndOutputs.has(said.key) ? layerFirst(ordered, k === 0, node, call) : ordered;
    const first = compares && k === 0 ? ordered.toReversed() : layer;
    const found = first.map((o) => originOf(dimension, o, checker)).find((o) => o !== undefined);
    if (found !== undefined && !notes.some((n) => n.place.start === found.place.start)) notes.push(found);
  }
  const roots =
    call !== undefined && isPipe(call) ? before(call, node) : operands.filter((o) => o !== call?.expression);
  const changes = aboutSizes(said) ? changesOf([...differing(said, message), 'batch'], roots, checker) : [];
  return [...notes, ...changes];
}

/** What meets at the place of an error; of a pipe the stage and what flows into it. */
function operandsAt(node: ts.Node, call: ts.CallExpression | undefined): readonly ts.Expression[] {
  if (call === undefined) return ts.isExpression(node) ? [node] : [];
  const stage = isPipe(call) ? call.arguments.find((a) => a === node) : undefined;
  return stage === undefined ? [...call.arguments, call.expression] : [...before(call, stage), stage];
}

/** What flows into a stage of a pipe, the nearest first. */
function before(call: ts.CallExpression, node: ts.Node): ts.Expression[] {
  const index = call.arguments.indexOf(node as ts.Expression);
  return call.arguments.slice(0, Math.max(index, 1)).toReversed();
}

const aboutSizes = (said: Said | undefined): boolean => said !== undefined && !aboutTypes.has(said.key);

/** A layer says what it expects; the others what came. */
function layerFirst(
  operands: readonly ts.Expression[],
  first: boolean,
  node: ts.Node,
  call: ts.CallExpression | undefined,
): readonly ts.Expression[] {
  const owner = call !== undefined && isPipe(call) ? operands.find((o) => o === node) : call?.expression;
  const others = operands.filter((o) => o !== owner);
  return owner === undefined ? operands : first ? [owner, ...others] : [...others, owner];
}

const contains = (outer: ts.Node, inner: ts.Node): boolean =>
  outer.getStart() <= inner.getStart() && outer.getEnd() >= inner.getEnd();

/** Words of a sentence that are single dimensions, and dimensions of two shapes at which they differ. */
function differing(said: Said | undefined, message: string): string[] {
  if (said === undefined) {
    const tensors = pairsIn(message)
      .toReversed()
      .map((p) => [readTensor(p.given)?.shape, readTensor(p.expected)?.shape])
      .find(([a, b]) => a !== undefined && b !== undefined);
    return tensors === undefined ? [] : unlike(tensors[0]!, tensors[1]!);
  }
  if (aboutTypes.has(said.key)) return [];
  const words = said.words.filter((w) => w !== undefined);
  const shapes = words.filter((w) => w.startsWith('[')).map(dimensionsOf);
  const compared = inputsAndOutputs.has(said.key) ? [words[1]!, words.at(-1)!] : words.slice(1).slice(-2);
  const own = compared.filter((w) => /^\d+$|^[A-Za-z_]\w*$/.test(w));
  return [...new Set([...own, ...(shapes.length === 2 ? unlike(shapes[0]!, shapes[1]!) : [])])];
}

/** Sentences that say a dimension of the first operand, then one of the second. */
const ofTwoOperands: ReadonlySet<Sentence> = new Set(['matmulInner', 'matmulBatch', 'broadcast', 'lengths']);

/** Sentences that name a layer by its inputs and outputs: what was given is compared with the inputs. */
const inputsAndOutputs: ReadonlySet<Sentence> = new Set(['features', 'layerChannels', 'opened']);

/** Sentences about types of elements, of which no literal says where they are from; and about axes, which are no sizes. */
const aboutTypes: ReadonlySet<Sentence> = new Set([
  ...(['typeIs', 'typeAre', 'operandTypes', 'gradType', 'axis', 'squeeze', 'axisRepeated', 'layerRank'] as const),
]);

function unlike(a: readonly string[], b: readonly string[]): string[] {
  if (a.length !== b.length) return [];
  return a.flatMap((d, i) => (d === b[i] ? [] : [d, b[i]!]));
}
