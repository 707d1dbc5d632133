// Mistakes that TypeScript lets pass, or of which it only sees what follows: found in the source itself.
import ts from 'typescript';
import { placeOf } from '../frame.ts';
import { tensorType } from '../types/tensor.ts';
import type { Fault } from './fault.ts';
import { nodesOf } from './lints/lint.ts';
import { noOption } from './misuse/calls.ts';
import { calleeName } from './misuse/diagnosis.ts';

/** Errors that a file's calls show, whatever TypeScript says of them. */
export function sourceFaults(file: ts.SourceFile, checker: ts.TypeChecker): Fault[] {
  return nodesOf(file, ts.isCallExpression).flatMap((call) => [
    ...windowFault(call, checker),
    ...optionFaults(call, checker),
  ]);
}

const fault = (rule: string, sentence: string, node: ts.Node, suggestion?: string): Fault => ({
  ...{ rule, severity: 'error' as const, sentence, place: placeOf(node), suggestion },
  operands: [],
  origins: [],
});

/** What an impossible dimension is called in types: the rest of the program goes on with it. */
const impossible = (call: ts.Node, checker: ts.TypeChecker): string | undefined =>
  tensorType(checker.getTypeAtLocation(call), checker)?.shape.find((d) => d.startsWith('!window'));

/** A window that is larger than what it slides over, where it is made. */
function windowFault(call: ts.CallExpression, checker: ts.TypeChecker): Fault[] {
  const dimension = impossible(call, checker);
  if (dimension === undefined || call.arguments.some((a) => impossible(a, checker) !== undefined)) return [];
  return [fault('shape', dimension.slice(1), call, 'a smaller window, padding around the input, or a larger input')];
}

/** Options are compared with those that there are: where their type is inferred, TypeScript takes any. */
function optionFaults(call: ts.CallExpression, checker: ts.TypeChecker): Fault[] {
  const literals = call.arguments.filter(ts.isObjectLiteralExpression);
  const name = literals.length === 0 ? undefined : calleeName(call, checker);
  const declaration = name === undefined ? undefined : checker.getResolvedSignature(call)?.getDeclaration();
  if (name === undefined || declaration === undefined) return [];
  return literals.flatMap((literal) => {
    const node = declaration.parameters[call.arguments.indexOf(literal)]?.type;
    const known = node === undefined ? [] : optionsIn(node, declaration, checker);
    if (known.length === 0) return [];
    return literal.properties.flatMap((p) => {
      const own = p.name !== undefined && ts.isIdentifier(p.name) ? p.name.text : undefined;
      if (own === undefined || known.includes(own)) return [];
      const meant = nearest(own, known);
      return [fault('tensor', noOption(name, own, meant), p.name!)];
    });
  });
}

/** The names of the options that a parameter's type is inferred within: O extends AffineOptions. */
function optionsIn(node: ts.TypeNode, declaration: ts.SignatureDeclaration, checker: ts.TypeChecker): string[] {
  const inferred = declaration.typeParameters?.find(
    (t) =>
      t.constraint !== undefined &&
      new RegExp(`\\b${t.name.text}\\b`).test(node.getText()) &&
      /Options\b/.test(t.constraint.getText()),
  );
  if (inferred?.constraint === undefined) return [];
  const base = checker.getTypeFromTypeNode(inferred.constraint);
  return /Options$/.test(nameOf(base)) ? base.getProperties().map((p) => p.name) : [];
}

const nameOf = (type: ts.Type): string => type.aliasSymbol?.name ?? type.symbol?.name ?? '';

/** The name that differs least, if it differs little. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const scored = known.map((k) => ({ k, d: distance(name, k) })).sort((a, b) => a.d - b.d);
  return scored[0] !== undefined && scored[0].d <= Math.max(1, name.length / 3) ? scored[0].k : undefined;
}

/** Letters to add, take away or exchange (Levenshtein 1965). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
