// Mistakes that TypeScript lets pass, or of which it only sees what follows: found in the source itself.
import { ts } from 'ts-morph';
import { placeOf } from '../frame.ts';
import { tensorType } from '../types/tensor.ts';
import type { Finding } from './finding.ts';
import { nodesOf } from './lints/lint.ts';
import { sentenceOf } from './sentence.ts';

/** Errors that the calls of a file, or of a part of it, show, whatever TypeScript says of them. */
export function sourceFindings(file: ts.Node, checker: ts.TypeChecker): Finding[] {
  return nodesOf(file, ts.isCallExpression).flatMap((call) => windowFinding(call, checker));
}

/** What an impossible dimension is called in types: the rest of the program goes on with it. */
const impossible = (call: ts.Node, checker: ts.TypeChecker): string | undefined =>
  tensorType(checker.getTypeAtLocation(call), checker)?.shape.find((d) => d.startsWith('!window'));

/** A window that is larger than what it slides over, where it is made. */
function windowFinding(call: ts.CallExpression, checker: ts.TypeChecker): Finding[] {
  const dimension = impossible(call, checker);
  if (dimension === undefined || call.arguments.some((a) => impossible(a, checker) !== undefined)) return [];
  const sentence = dimension.slice(1);
  const suggestion = 'a smaller window, padding around the input, or a larger input';
  const clue = { code: 0, message: sentence, node: call, call, said: sentenceOf(sentence), given: undefined, checker };
  const told = { rule: 'shape', severity: 'error' as const, sentence, suggestion, operands: [], origins: [] };
  return [{ ...told, place: placeOf(call), code: 0, clue, proposals: [], open: false }];
}
