// A dimension of an annotation that is not written as types write it: equal dimensions are equal texts.
import { ts } from 'ts-morph';
import { placeOf } from '../../frame.ts';
import { canonicalDimension } from '../../types/dimension.ts';
import { type Found, type Lint, nodesOf } from './lint.ts';
import { isOwnSymbol, symbolAt } from './meaning/symbols.ts';

export const dimensionText: Lint = {
  name: 'dimension-text',
  about:
    "a dimension that an annotation writes in another order than types do, such as 'T+S' for 'S+T': it fits nothing",
  wrong: `const both = (x: Tensor<['T+S', 8]>) => relu(x);`,
  right: `const both = (x: Tensor<['S+T', 8]>) => relu(x);`,
  check: (file, checker) => nodesOf(file, ts.isTypeReferenceNode).flatMap((type) => tensorTexts(type, checker)),
};

/** The dimensions of Tensor<[...]>. */
function tensorTexts({ typeName, typeArguments }: ts.TypeReferenceNode, checker: ts.TypeChecker): Found[] {
  const shape = typeArguments?.[0];
  if (shape === undefined || !ts.isTupleTypeNode(shape)) return [];
  const symbol = symbolAt(typeName, checker);
  if (symbol?.name !== 'Tensor' || !isOwnSymbol(symbol)) return [];
  return shape.elements.flatMap((element) => {
    const type = ts.isNamedTupleMember(element) ? element.type : element;
    if (!ts.isLiteralTypeNode(type) || !ts.isStringLiteral(type.literal)) return [];
    const { text } = type.literal;
    const canonical = canonicalDimension(text);
    if (canonical === null || canonical === text) return [];
    const written = /^-?\d+$/.test(canonical) ? canonical : `'${canonical}'`;
    return [
      {
        sentence: `Tensor: the dimension '${text}' is written ${written}`,
        place: placeOf(type),
        suggestion: written,
      },
    ];
  });
}
