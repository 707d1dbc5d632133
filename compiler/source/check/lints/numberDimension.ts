// A dimension whose size only the run time knows: its type is number, which equals every other number.
import { ts } from 'ts-morph';
import { message } from '../../../../dsl/shape/messages.ts';
import { placeOf } from '../../frame.ts';
import { tensorType } from '../../types/tensor.ts';
import { type Lint, nodesOf } from './lint.ts';

export const numberDimension: Lint = {
  name: 'number-dimension',
  about: 'a dimension of type `number` fits every other one: sizes are no longer compared',
  wrong: `const width: number = 16;
const hidden = affine(8, width);`,
  right: `const width = 16;
const hidden = affine(8, width);`,
  check: (file, checker) =>
    nodesOf(file, ts.isCallExpression).flatMap((call) => {
      if (!hasWide(checker.getTypeAtLocation(call), checker)) return [];
      return call.arguments
        .filter((a) => isWide(checker.getTypeAtLocation(a)))
        .map((argument) => ({
          sentence: message('literal', [checker.typeToString(checker.getTypeAtLocation(argument))]),
          place: placeOf(argument),
          suggestion: `${computed(argument) ?? 'write the number'}, or declare it by \`const\` without an annotation, or name it: 'batch'`,
        }));
    }),
};

/** 32 * 7 * 7 is a number to TypeScript: its product can be written. */
function computed(argument: ts.Expression): string | undefined {
  if (!ts.isBinaryExpression(argument)) return undefined;
  const numbers = argument
    .getText()
    .split('*')
    .map((t) => Number(t.trim()));
  return numbers.every(Number.isSafeInteger) ? `write ${numbers.reduce((a, b) => a * b, 1)}` : undefined;
}

const isWide = (type: ts.Type): boolean => (type.flags & (ts.TypeFlags.Number | ts.TypeFlags.String)) !== 0;

/** Is one of the dimensions of a tensor or a layer any number? */
function hasWide(type: ts.Type, checker: ts.TypeChecker): boolean {
  const tensor = tensorType(type, checker);
  if (tensor !== undefined) return tensor.shape.some((d) => d === 'number' || d === 'string');
  if (type.getCallSignatures().length === 0) return false;
  if (((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) === 0) return false;
  return checker.getTypeArguments(type as ts.TypeReference).some(isWide);
}
