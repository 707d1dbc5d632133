// A dimension that has become less than one: a window larger than what it slides over, where a type parameter hid it.
import ts from 'typescript';
import { placeOf } from '../../frame.ts';
import { shapeText, tensorType } from '../../types/tensor.ts';
import { calledName, type Lint, nodesOf } from './lint.ts';

export const emptyDimension: Lint = {
  name: 'empty-dimension',
  about: 'a result with a dimension below 1, as where a window in a generic model is larger than its input',
  check: (file, checker) =>
    nodesOf(file, ts.isCallExpression).flatMap((call) => {
      const result = tensorType(checker.getTypeAtLocation(call), checker);
      const empty = result?.shape.find(isEmpty);
      if (result === undefined || empty === undefined) return [];
      const given = call.arguments.some((a) => tensorType(checker.getTypeAtLocation(a), checker)?.shape.some(isEmpty));
      if (given || call.arguments.some((a) => a.getText() === '0')) return [];
      return [
        {
          sentence: `${calledName(call) || 'this call'}: the result is ${shapeText(result)}, with a dimension of ${empty}`,
          place: placeOf(call),
          suggestion: 'a smaller window, padding, or a larger input',
        },
      ];
    }),
};

const isEmpty = (dimension: string): boolean => /^-\d+$|^0$/.test(dimension) || /exceeds/.test(dimension);
