// A dimension whose size only the run time knows: its type is number, which equals every other number.
import ts from 'typescript';
import { placeOf } from '../../frame.ts';
import { tensorType } from '../../types/tensor.ts';
import { calledName, type Lint, nodesOf } from './lint.ts';

export const numberDimension: Lint = {
  name: 'number-dimension',
  about: 'a dimension of type `number` fits every other one: sizes are no longer compared',
  check: (file, checker) =>
    nodesOf(file, ts.isCallExpression).flatMap((call) => {
      if (!hasWide(checker.getTypeAtLocation(call), checker)) return [];
      return call.arguments
        .filter((a) => isWide(checker.getTypeAtLocation(a)))
        .map((argument) => ({
          sentence: `${calledName(call)}: the size '${argument.getText()}' is a ${checker.typeToString(checker.getTypeAtLocation(argument))} to the types, which fits every size`,
          place: placeOf(argument),
          suggestion: "write the number, declare it by `const` without an annotation, or name the dimension: 'batch'",
        }));
    }),
};

const isWide = (type: ts.Type): boolean => (type.flags & (ts.TypeFlags.Number | ts.TypeFlags.String)) !== 0;

/** Is one of the dimensions of a tensor or a layer any number? */
function hasWide(type: ts.Type, checker: ts.TypeChecker): boolean {
  const tensor = tensorType(type, checker);
  if (tensor !== undefined) return tensor.shape.some((d) => d === 'number' || d === 'string');
  if (type.getCallSignatures().length === 0) return false;
  if (((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) === 0) return false;
  return checker.getTypeArguments(type as ts.TypeReference).some(isWide);
}
