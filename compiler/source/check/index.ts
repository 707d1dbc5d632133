// quern check: what TypeScript finds wrong in a project, tensors first and in the language's words; and lints, which types
// cannot say.
import { ts } from 'ts-morph';
import type { Sentence } from '../../../dsl/shape/messages.ts';
import { type Place, placeOf } from '../frame.ts';
import type { Project } from '../project.ts';
import type { Fault, Note } from './fault.ts';
import { lint } from './lints/index.ts';
import { misuse } from './misuse/index.ts';
import { callOf, nodeAt, operandsOf } from './operands.ts';
import { originOf } from './origin.ts';
import { messageOf, type Said, saidIn, sentenceOf } from './sentence.ts';
import { sourceFaults } from './source.ts';
import { dimensionsOf, suggestionFor } from './suggest.ts';
import { pairsIn, readTensor, tensorSentence } from './tensors.ts';

export interface Report {
  /** shapes first: those of a file in the order of its lines */
  readonly faults: readonly Fault[];
  /** what is wrong besides, as TypeScript says it */
  readonly others: readonly ts.Diagnostic[];
  /** files that were looked at */
  readonly files: number;
}

export interface CheckOptions {
  /** names of lints that are not asked for */
  readonly without?: readonly string[];
}

/** Checks the files of projects: errors of all come before warnings. */
export function checkAll(projects: readonly Project[], options: CheckOptions = {}): Report {
  const reports = projects.map((project) => check(project, options));
  const faults = reports.flatMap((r) => r.faults);
  return {
    faults: [...faults.filter((f) => f.severity === 'error'), ...faults.filter((f) => f.severity !== 'error')],
    others: reports.flatMap((r) => r.others),
    files: reports.reduce((sum, r) => sum + r.files, 0),
  };
}

/** Checks the files of a project. */
function check(project: Project, options: CheckOptions = {}): Report {
  const { program } = project;
  const checker = program.getTypeChecker();
  const faults: Fault[] = [];
  const others: ts.Diagnostic[] = [...project.configuration];
  for (const file of project.files) {
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    for (const diagnostic of found) {
      const fault = faultOf(diagnostic, checker);
      if (fault === undefined) others.push(diagnostic);
      else faults.push(fault);
    }
    faults.push(...sourceFaults(file, checker), ...lint(file, checker, options.without ?? []));
  }
  const causes = withoutConsequences(faults);
  return {
    faults: inOrder(causes, project.files),
    // TypeScript gives up where a call is wrong already
    others: others.filter(
      (d) => d.code !== tooDeep || !causes.some((f) => f.severity === 'error' && f.place.file === d.file),
    ),
    files: project.files.length,
  };
}

const tooDeep = 2589;

/**
 * Sentences about a dimension that an earlier mistake made impossible ('!cannot broadcast'), or that is any number, say
 * what follows: they are left out where the cause is told. A size of type number is an error where it has such a
 * consequence, and a warning elsewhere.
 */
function withoutConsequences(faults: readonly Fault[]): Fault[] {
  const follows = (f: Fault) => f.severity === 'error' && /!(?:cannot|window)|\$\{|\bnever\b/.test(f.sentence);
  const wide = (f: Fault) => f.severity === 'error' && f.sentence.includes('${');
  const raised = faults.map((f): Fault => {
    const followed = faults.some((o) => wide(o) && o.place.file === f.place.file && o.place.start > f.place.start);
    return f.rule === 'number-dimension' && followed ? { ...f, severity: 'error' } : f;
  });
  return raised.filter(
    (f) => !follows(f) || !raised.some((o) => o.severity === 'error' && !follows(o) && o.place.file === f.place.file),
  );
}

/** A diagnostic in the language's words; undefined where it is not about tensors. */
export function faultOf(diagnostic: ts.Diagnostic, checker: ts.TypeChecker): Fault | undefined {
  const { file, start, length } = diagnostic;
  if (file === undefined || start === undefined) return undefined;
  const message = messageOf(diagnostic);
  const node = nodeAt(file, start, start + (length ?? 0));
  const call = callOf(node);
  const reading = misuse({ code: diagnostic.code, message, node, call, checker });
  const said = reading === undefined ? saidIn(message) : sentenceOf(reading.sentence);
  const sentence = reading?.sentence ?? said?.text ?? tensorSentence(message);
  if (sentence === undefined) return undefined;
  const given = givenIn(message);
  return {
    rule: said === undefined ? 'tensor' : 'shape',
    severity: 'error',
    sentence,
    place: reading?.place ?? optionPlace(said, node) ?? { file, start, end: start + (length ?? 0) },
    operands: call === undefined ? [] : operandsOf(call, node, given, checker),
    origins: originsOf(said, message, node, call, checker),
    suggestion: reading?.suggestion ?? (said && suggestionFor(said, { given, call, checker })),
  };
}

/** The name of the option that a sentence is about. */
function optionPlace(said: Said | undefined, node: ts.Node): Place | undefined {
  if (said?.key !== 'option' && said?.key !== 'optionMeant') return undefined;
  const named = ts.isObjectLiteralExpression(node)
    ? node.properties.find((p) => p.name?.getText() === said.words[1])
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
  const operands = call === undefined ? (ts.isExpression(node) ? [node] : []) : [...call.arguments, call.expression];
  const notes: Note[] = [];
  // the operand at the place of the error is the one that does not fit: the last of two that are compared
  const ordered = [...operands].sort((a, b) => Number(contains(b, node)) - Number(contains(a, node)));
  const compares = said !== undefined && ofTwoOperands.has(said.key);
  for (const [k, dimension] of differing(said, message).entries()) {
    const first = compares && k === 0 ? ordered.toReversed() : ordered;
    const found = first.map((o) => originOf(dimension, o, checker)).find((o) => o !== undefined);
    if (found !== undefined && !notes.some((n) => n.place.start === found.place.start)) notes.push(found);
  }
  return notes;
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

function unlike(a: readonly string[], b: readonly string[]): string[] {
  if (a.length !== b.length) return [];
  return a.flatMap((d, i) => (d === b[i] ? [] : [d, b[i]!]));
}

/** Errors before warnings, and by file and line: an early error is often the cause of later ones. */
function inOrder(faults: readonly Fault[], files: readonly ts.SourceFile[]): Fault[] {
  const rank = ({ severity }: Fault) => (severity === 'error' ? 0 : 1);
  return faults.toSorted(
    (a, b) =>
      rank(a) - rank(b) || files.indexOf(a.place.file) - files.indexOf(b.place.file) || a.place.start - b.place.start,
  );
}
