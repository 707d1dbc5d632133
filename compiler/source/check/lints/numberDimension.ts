// A dimension whose size only the run time knows: its type is `number`, which fits every other one. The warning stands where
// such a size comes in, once for a call: what is computed with it afterwards is not compared either.
import { ts } from 'ts-morph';
import { placeOf } from '../../frame.ts';
import { tensorType } from '../../types/tensor.ts';
import { short } from '../operands.ts';
import { type Found, type Lint, nodesOf } from './lint.ts';

export const numberDimension: Lint = {
  name: 'number-dimension',
  about: 'a dimension of type `number` fits every other one: sizes are compared at run time only',
  wrong: `const width: number = 16;
const hidden = affine(8, width);`,
  right: `const width = 16;
const hidden = affine(8, width);`,
  check: (file, checker) => [
    ...nodesOf(file, ts.isCallExpression).flatMap((call) => calls(call, checker)),
    ...nodesOf(file, ts.isTypeReferenceNode).flatMap(annotations),
  ],
};

/**
 * affine(n, 10), input('batch', n), mlp(widths), build(n), concat(1, ...list), where what comes out has a `number` for a
 * dimension.
 */
function calls(call: ts.CallExpression, checker: ts.TypeChecker): Found[] {
  const type = checker.getTypeAtLocation(call);
  const loose = options(call, type, checker);
  if (loose.length > 0) return loose;
  if (!hasWide(type, checker)) return [];
  const wide = call.arguments.find((a, i) => isWide(checker.getTypeAtLocation(a), checker) && isSize(call, i, checker));
  const name = short(call.expression);
  if (wide === undefined) return spread(call, name, type, checker);
  const suggestion = `${computed(wide) ?? 'write the number'}, or declare it by \`const\` without an annotation`;
  return [
    {
      sentence: unchecked(name, short(wide)),
      place: placeOf(wide),
      suggestion: isArray(checker.getTypeAtLocation(wide), checker)
        ? 'write the numbers, or declare them by `as const`'
        : `${suggestion}, or name it: size('${nameFor(wide)}', ${short(wide)})`,
    },
  ];
}

/** Options that sizes depend on. */
const sizing = ['stride', 'padding', 'dilation', 'step', 'groups'];

/** const same = { padding: 1 }; crossCorrelate(1, 6, 5, same): to TypeScript the property is any number. */
function options(call: ts.CallExpression, type: ts.Type, checker: ts.TypeChecker): Found[] {
  return call.arguments.flatMap((given, i) => {
    const loose = isSize(call, i, checker) ? looseIn(checker.getTypeAtLocation(given), given, checker) : undefined;
    if (loose === undefined || !(hasWide(type, checker) || isMadeOf(type, loose, given, checker))) return [];
    return [
      {
        sentence: unchecked(short(call.expression), `'${loose}' of ${short(given)}`),
        place: placeOf(given),
        suggestion: ts.isIdentifier(given)
          ? `declare it by \`as const\`: const ${given.text} = { ... } as const`
          : 'declare what it is made of by `as const`, or write the numbers here',
      },
    ];
  });
}

/** The option of a type that is any number. */
const looseIn = (type: ts.Type, at: ts.Node, checker: ts.TypeChecker): string | undefined =>
  sizing.find((name) => {
    const property = type.getProperty(name);
    return property !== undefined && isNumber(checker.getTypeOfSymbolAtLocation(property, at));
  });

/** Is the type that of a layer which has such options among its types? */
const isMadeOf = (type: ts.Type, option: string, at: ts.Node, checker: ts.TypeChecker): boolean =>
  parts(type, checker).some((part) => looseIn(part, at, checker) === option);

/** concat(1, ...list): how long the list is, types do not know. */
function spread(call: ts.CallExpression, name: string, type: ts.Type, checker: ts.TypeChecker): Found[] {
  const list = call.arguments.find(ts.isSpreadElement);
  const tensor = tensorType(type, checker);
  if (list === undefined || tensor === undefined) return [];
  if (hasWide(checker.getTypeAtLocation(list), checker)) return [];
  return [
    {
      sentence: unchecked(name, `the length of ${short(list)}`),
      place: placeOf(list),
      suggestion: 'a tuple, whose length types know',
    },
  ];
}

const unchecked = (by: string, size: string) =>
  `${by}: ${size} is a number that only the run time knows; types compare it with nothing`;

/** A name for the size: the argument's own, where it is one. */
const nameFor = (argument: ts.Expression): string => (ts.isIdentifier(argument) ? argument.text : 'features');

/** Tensor<['batch', number]> */
function annotations({ typeName, typeArguments }: ts.TypeReferenceNode): Found[] {
  const shape = typeArguments?.[0];
  const name = ts.isQualifiedName(typeName) ? typeName.right.text : typeName.text;
  if (name !== 'Tensor' || shape === undefined || !ts.isTupleTypeNode(shape)) return [];
  const wide = shape.elements.find((e) => (ts.isNamedTupleMember(e) ? e.type : e).kind === ts.SyntaxKind.NumberKeyword);
  if (wide === undefined) return [];
  return [
    {
      sentence: unchecked('Tensor', `a dimension of ${shape.getText()}`),
      place: placeOf(wide),
      suggestion: "write the number, or a name: 'features'",
    },
  ];
}

/** 32 * 7 * 7 is a number to TypeScript: its product can be written. */
function computed(argument: ts.Expression): string | undefined {
  if (!ts.isBinaryExpression(argument)) return undefined;
  const numbers = argument
    .getText()
    .split('*')
    .map((t) => Number(t.trim()));
  return numbers.every(Number.isSafeInteger) ? `write ${numbers.reduce((a, b) => a * b, 1)}` : undefined;
}

const isNumber = (type: ts.Type): boolean => (type.flags & ts.TypeFlags.Number) !== 0;
const isArray = (type: ts.Type, checker: ts.TypeChecker): boolean => checker.isArrayType(type);

/** number, number[] */
function isWide(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (!isArray(type, checker)) return isNumber(type);
  return checker.getTypeArguments(type as ts.TypeReference).some(isNumber);
}

/** Does the function keep what is passed there as a type of its own? A plain `number` of a signature is no dimension. */
function isSize(call: ts.CallExpression, index: number, checker: ts.TypeChecker): boolean {
  const parameters = (checker.getResolvedSignature(call)?.declaration?.parameters ?? []).filter(ts.isParameter);
  const last = parameters.at(-1);
  const declared = parameters[index] ?? (last?.dotDotDotToken === undefined ? undefined : last);
  return declared?.type !== undefined && !/^(?:readonly )?number(?:\[\])?$/.test(declared.type.getText());
}

/** Is one of the dimensions of a tensor, a layer or a model any number? */
function hasWide(type: ts.Type, checker: ts.TypeChecker): boolean {
  const tensor = tensorType(type, checker);
  if (tensor !== undefined) return tensor.shape.includes('number');
  if (type.getCallSignatures().length > 0 && parts(type, checker).some((p) => isWide(p, checker))) return true;
  const text = checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  return /\bTensor<\[[^\]]*\bnumber\b/.test(text);
}

/** What the type is made of: OverImages<'maxPool', 2, O> */
const parts = (type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] =>
  isReference(type) ? checker.getTypeArguments(type) : (type.aliasTypeArguments ?? []);

const isReference = (type: ts.Type): type is ts.TypeReference =>
  (type.flags & ts.TypeFlags.Object) !== 0 && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
