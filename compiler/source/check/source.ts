// Mistakes that TypeScript lets pass, or of which it only sees what follows: found in the source itself.
import { ts } from 'ts-morph';
import { placeOf } from '../frame.ts';
import { tensorType } from '../types/tensor.ts';
import type { Fault } from './fault.ts';
import { nodesOf } from './lints/lint.ts';

/** Errors that a file's calls show, whatever TypeScript says of them. */
export function sourceFaults(file: ts.SourceFile, checker: ts.TypeChecker): Fault[] {
  return nodesOf(file, ts.isCallExpression).flatMap((call) => windowFault(call, checker));
}

/** What an impossible dimension is called in types: the rest of the program goes on with it. */
const impossible = (call: ts.Node, checker: ts.TypeChecker): string | undefined =>
  tensorType(checker.getTypeAtLocation(call), checker)?.shape.find((d) => d.startsWith('!window'));

/** A window that is larger than what it slides over, where it is made. */
function windowFault(call: ts.CallExpression, checker: ts.TypeChecker): Fault[] {
  const dimension = impossible(call, checker);
  if (dimension === undefined || call.arguments.some((a) => impossible(a, checker) !== undefined)) return [];
  const suggestion = 'a smaller window, padding around the input, or a larger input';
  const said = { rule: 'shape', severity: 'error' as const, sentence: dimension.slice(1), suggestion };
  return [{ ...said, place: placeOf(call), operands: [], origins: [] }];
}
