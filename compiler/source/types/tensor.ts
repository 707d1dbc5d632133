// Tensors, and what holds them, as TypeScript's types show them.
import { ts } from 'ts-morph';
import { arithmeticIn } from './dimension.ts';

export interface TensorType {
  /** dimensions as a message writes them: 32, batch, T-2; '...' for axes that are not known */
  readonly shape: readonly string[];
  /** 'f32', 'i32', 'bool', or a union of them */
  readonly dtype: string;
}

/** The shape and element type of a Tensor<S, D>; undefined for any other type. */
export function tensorType(type: ts.Type, checker: ts.TypeChecker): TensorType | undefined {
  // a tensor that says more of itself: of which vocabulary its symbols are
  if (type.isIntersection()) {
    for (const part of type.types) {
      const tensor = tensorType(part, checker);
      if (tensor !== undefined) return tensor;
    }
    return undefined;
  }
  if (type.symbol?.name !== 'Tensor' || !isReference(type)) return undefined;
  const [shape, dtype] = checker.getTypeArguments(type);
  if (shape === undefined || dtype === undefined || type.getProperty('dtype') === undefined) return undefined;
  return { shape: dimensions(shape, checker), dtype: checker.typeToString(dtype).replaceAll('"', '') };
}

/** '[batch, 10]', with the element type where it is not f32: '[batch] i32'. */
export function shapeText({ shape, dtype }: TensorType): string {
  return `[${shape.join(', ')}]${dtype === 'f32' ? '' : ` ${dtype}`}`;
}

function dimensions(type: ts.Type, checker: ts.TypeChecker): string[] {
  if (!checker.isTupleType(type) || !isReference(type)) return [checker.typeToString(type)];
  const { elementFlags } = type.target as ts.TupleType;
  return checker.getTypeArguments(type).map((element, i) => {
    const text = dimension(element, checker);
    return elementFlags[i]! & ts.ElementFlags.Variable ? `...${text}` : text;
  });
}

export function dimension(type: ts.Type, checker: ts.TypeChecker): string {
  if (type.isNumberLiteral()) return `${type.value}`;
  if (type.isStringLiteral()) return type.value;
  return arithmeticIn(checker.typeToString(type));
}

/** A model: layers, what they are fed, and the function from one to the other. */
export const isModelType = (type: ts.Type): boolean =>
  ['layers', 'forward', 'inputs'].every((name) => type.getProperty(name) !== undefined);

function isReference(type: ts.Type): type is ts.TypeReference {
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0
  );
}

/** What an expression of the user's is, in a word or two: a tensor's shape, a layer as it was made, or its type. */
export function described(type: ts.Type, checker: ts.TypeChecker): string {
  const tensor = tensorType(type, checker);
  if (tensor !== undefined) return shapeText(tensor);
  const text = arithmeticIn(checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation));
  // Affine<784, 10> is affine(784, 10) to its reader
  const layer = /^([A-Z]\w*)<([\w", ]*)>$/.exec(text);
  if (layer !== null && type.getCallSignatures().length > 0) {
    const sizes = layer[2]!
      .replaceAll('"', '')
      .split(', ')
      .filter((size) => !/Options$/.test(size));
    if (namesOperation(type, layer[2]!.split(', ').length)) return `${sizes[0]}(${sizes.slice(1).join(', ')})`;
    return `${layer[1]![0]!.toLowerCase()}${layer[1]!.slice(1)}(${sizes.join(', ')})`;
  }
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/**
 * A family of layers, of which each says first which operation it is: OverImages<'crossCorrelate', 1, 6, 5>. Where one has a
 * name of its own, Gru<64, 64> for Gated<'gru', 64, 64>, that has fewer arguments.
 */
function namesOperation(type: ts.Type, given: number): boolean {
  if (!isReference(type)) return false;
  const { typeParameters = [] } = type.target;
  return typeParameters[0]?.symbol.name === 'Op' && typeParameters.length === given;
}

/** All tensors inside of a type: the type itself, and those of its properties and elements, by path. */
export function tensorsIn(
  type: ts.Type,
  checker: ts.TypeChecker,
  at: ts.Node,
  path = '',
  depth = 4,
): { readonly path: string; readonly tensor: TensorType }[] {
  const tensor = tensorType(type, checker);
  if (tensor !== undefined) return [{ path, tensor }];
  if (depth === 0 || (type.flags & ts.TypeFlags.Object) === 0 || type.getCallSignatures().length > 0) return [];
  const own = checker.isTupleType(type)
    ? type.getProperties().filter((p) => /^\d+$/.test(p.name))
    : type.getProperties().filter((p) => (p.flags & ts.SymbolFlags.Property) !== 0);
  if (own.length > 40) return [];
  return own.flatMap((p) =>
    tensorsIn(
      checker.getTypeOfSymbolAtLocation(p, at),
      checker,
      at,
      path === '' ? p.name : `${path}.${p.name}`,
      depth - 1,
    ),
  );
}
