// Mistakes that TypeScript lets pass, or of which it only sees what follows: found in the source itself.
import { ts } from 'ts-morph';
import { message } from '../../../dsl/shape/messages.ts';
import { stagesOf, stageText } from '../editor/flow.ts';
import { placeOf } from '../frame.ts';
import { tensorType } from '../types/tensor.ts';
import type { Finding } from './finding.ts';
import { constructorOf, operationOf } from './flow.ts';
import { nodesOf } from './lints/lint.ts';
import { short } from './operands.ts';
import { symbolsOf } from './propose/keys.ts';
import { sentenceOf } from './sentence.ts';

/** Errors that the calls of a file, or of a part of it, show, whatever TypeScript says of them. */
export function sourceFindings(file: ts.Node, checker: ts.TypeChecker): Finding[] {
  return nodesOf(file, ts.isCallExpression).flatMap((call) => [
    ...windowFinding(call, checker),
    ...sizesFinding(call, checker),
  ]);
}

/** What an impossible dimension is called in types: the rest of the program goes on with it. */
const impossible = (call: ts.Node, checker: ts.TypeChecker): string | undefined =>
  tensorType(checker.getTypeAtLocation(call), checker)?.shape.find((d) => d.startsWith('!window'));

/** A window that is larger than what it slides over, where it is made. */
function windowFinding(call: ts.CallExpression, checker: ts.TypeChecker): Finding[] {
  const dimension = impossible(call, checker);
  if (dimension === undefined || call.arguments.some((a) => impossible(a, checker) !== undefined)) return [];
  const sentence = `${windowed(call, checker)}: ${dimension.slice(1)}`;
  const suggestion = 'a smaller window, padding around the input, or a larger input';
  const said = sentenceOf(dimension.slice(1));
  const clue = { code: 0, message: sentence, node: call, call, said, given: undefined, checker };
  const told = { rule: 'shape', severity: 'error' as const, sentence, suggestion, operands: [], origins: [] };
  return [{ ...told, place: placeOf(call), code: 0, clue, proposals: [], open: false }];
}

/** What slides the window: crossCorrelate(16, 32, 5) for p.three(x), or the stage of a pipe that does. */
function windowed(call: ts.CallExpression, checker: ts.TypeChecker): string {
  const stage = stagesOf(call).find((s) => stageText(s, checker)?.includes('!window') === true);
  const callee = stage ?? call.expression;
  return short(constructorOf(callee, checker) ?? (ts.isIdentifier(callee) || stage !== undefined ? callee : call));
}

/** compile(step, { batch: 8 }) of a model that has 'time' as well: types cannot know whether `size` has given it. */
function sizesFinding(call: ts.CallExpression, checker: ts.TypeChecker): Finding[] {
  const [definition, sizes] = call.arguments;
  if (operationOf(call, checker) !== 'compile' || definition === undefined) return [];
  if (sizes !== undefined && !ts.isObjectLiteralExpression(sizes)) return [];
  const given = sizes?.properties.map(nameOf) ?? [];
  // what is spread into them is compared at run time, and so is a name that is not written
  if (given.includes('...')) return [];
  const wanted = symbolsOf(definition, checker);
  const lacking = wanted.filter((s) => !given.includes(s));
  const known = lacking.length === 0 ? [] : sizedNames(call.getSourceFile(), checker);
  const left =
    known === undefined
      ? []
      : lacking.filter((s) => !known.includes(s) && isDeclared(s, call.getSourceFile(), checker));
  if (left.length === 0) return [];
  const sentence = message('symbolSize', ['compile', 'the model', left.join("' and '")]);
  const clue = { code: 0, message: sentence, node: call, call, said: undefined, given: undefined, checker };
  const suggestion = `give it: compile(${short(definition)}, { ${wanted.map((s) => sizes?.properties[given.indexOf(s)]?.getText() ?? `${s}: 32`).join(', ')} })`;
  const told = { rule: 'shape', severity: 'error' as const, sentence, suggestion, operands: [], origins: [] };
  return [{ ...told, place: placeOf(sizes ?? definition), code: 0, clue, proposals: [], open: false }];
}

/** The names that `size` gives a size to; undefined where one is computed. */
function sizedNames(file: ts.SourceFile, checker: ts.TypeChecker): readonly string[] | undefined {
  const calls = nodesOf(file, ts.isCallExpression).filter((c) => operationOf(c, checker) === 'size');
  const names = calls.map((c) => c.arguments[0]);
  return names.every((n) => n !== undefined && ts.isStringLiteral(n))
    ? names.map((n) => n!.getText().slice(1, -1))
    : undefined;
}

/** Is it the size of an input here? One that is declared elsewhere may have its size from there. */
const isDeclared = (symbol: string, file: ts.SourceFile, checker: ts.TypeChecker): boolean =>
  nodesOf(file, ts.isCallExpression).some(
    (c) =>
      /^(?:input|i32|bool)$/.test(operationOf(c, checker) ?? '') &&
      c.arguments.some((a) => ts.isStringLiteral(a) && a.text === symbol),
  );

/** '...' of what is spread or computed */
const nameOf = ({ name }: ts.ObjectLiteralElementLike): string =>
  name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : '...';
