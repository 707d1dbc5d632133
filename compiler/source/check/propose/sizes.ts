// Sizes that do not agree: the literals which say them, changed one for the other.
import { ts } from 'ts-morph';
import { replaced } from '../fix.ts';
import { constructorOf, operationOf } from '../flow.ts';
import { isLayer } from '../kinds.ts';
import { dimensionsOf } from '../sentence.ts';
import { pairsIn, readTensor } from '../tensors.ts';
import type { Context, Proposer } from './context.ts';

/** What a dimension is in the source: 128, or 'batch'. */
export const written = (dimension: string): string => (/^\d+$/.test(dimension) ? dimension : `'${dimension}'`);

const isName = (dimension: string): boolean => /^(?:\d+|[A-Za-z]\w*)$/.test(dimension);

/** A layer that is told other sizes than it is given: affine(400, 120) of 256 features. */
export const layerSizes: Proposer = (context) => {
  const { layer, said, propose } = context;
  const [first, second] = layer?.arguments ?? [];
  if (layer === undefined || first === undefined || said === undefined) return [];
  const got = gotOf(said.key, said.words);
  // a weight has one size in every run: a layer is not made for 'time'
  if (got === undefined || !/^\d+$/.test(got)) return [];
  if (isOfChannels(context)) return [];
  const outputs = second?.getText();
  const swaps =
    outputs !== undefined && isLiteral(second!) && isLiteral(first) && first.getText() !== outputs
      ? [
          propose(
            literalOf(second!) === got ? 93 : 60,
            () => [replaced(first, outputs), replaced(second!, first.getText())],
            inputsFirst(said.key),
          ),
        ]
      : [];
  const takes = said.key === 'memory' || (said.key === 'features' && said.words[1] !== literalOf(first));
  const target = takes && second !== undefined ? second : first;
  // what is flattened has as many features as it has, whatever the layers before are told
  const likelihood = said.key === 'features' && isFlattened(context) ? 75 : 64;
  return [...swaps, propose(likelihood, () => [replaced(target, spelled(got, target, context))])];
};

/** The layer is for channels, which come second: another width would not be what is meant. */
function isOfChannels({ said, given, operands }: Context): boolean {
  const shape = given?.shape ?? operands[0]?.type.shape ?? [];
  return said?.key === 'normWidth' && shape.length > 2 && shape[1] === said.words[1];
}

/** Was an image flattened just before? */
function isFlattened({ sources, checker }: Context): boolean {
  return sources.some(({ node, distance }) => {
    if (distance > 1) return false;
    const call = ts.isCallExpression(node) ? operationOf(node, checker) : undefined;
    return call === 'flatten' || (ts.isIdentifier(node) && node.text === 'flatten');
  });
}

const inputsFirst = (key: string): string | undefined =>
  key === 'features' || key === 'layerChannels' ? 'inputs come first' : undefined;

/** The word of a sentence that says what a layer was given. */
function gotOf(key: string, words: readonly string[]): string | undefined {
  if (['features', 'layerChannels', 'memory', 'positionsWidth', 'positionsMost'].includes(key)) return words[3];
  if (['normChannels', 'normWidth'].includes(key)) return words.at(-1);
  if (key === 'vocabulary') return words[1];
  if (key === 'stacked') return words[1];
  return undefined;
}

export const isLiteral = (node: ts.Node): node is ts.LiteralExpression =>
  ts.isNumericLiteral(node) || ts.isStringLiteral(node);

const literalOf = (node: ts.Node): string | undefined => (isLiteral(node) ? node.text : undefined);

/** A size as the source says it: by a constant's name where it stands in place of one. */
function spelled(dimension: string, node: ts.Expression, { checker }: Context): string {
  if (!ts.isIdentifier(node)) return written(dimension);
  const constants = checker.getSymbolsInScope(node, ts.SymbolFlags.BlockScopedVariable);
  const same = constants.find(({ valueDeclaration: d }) => {
    const own = d !== undefined && ts.isVariableDeclaration(d) && d.getSourceFile() === node.getSourceFile();
    return own && d.initializer !== undefined && literalOf(d.initializer) === dimension;
  });
  return same?.name ?? written(dimension);
}

/** The dimensions that do not agree, each in place of the other, where a literal of what flows there says it. */
export const otherSizes: Proposer = (context) => {
  const { said, sources, propose } = context;
  const pair = pairOf(context);
  if (pair === undefined || isOfChannels(context)) return [];
  const [wanted, got] = pair;
  // { lengths: input('time') } says itself what is wrong
  const value = ts.isPropertyAssignment(context.node.parent) ? context.node.parent : undefined;
  const own = (node: ts.Node) => (value !== undefined && node.pos >= value.pos && node.end <= value.end ? 8 : 0);
  const change = (from: string, to: string, likelihood: number) =>
    literalsOf(context, from)
      .filter(({ node }) => /^\d+$/.test(to) || !isOfLayer(node, context))
      .slice(0, 4)
      .map(({ node, distance }) =>
        propose(likelihood - Math.min(distance, 12) + kindOfLiteral(node, to, context) + own(node), () => [
          replaced(node, written(to)),
        ]),
      );
  const [a, b] = [wanted, got].map((d) => /^[A-Za-z]/.test(d));
  if (a && b) {
    // 'Batch' is likelier a slip than T is where S belongs
    const slip = wanted.toLowerCase() === got.toLowerCase();
    const to = (name: string) => (slip ? (name === name.toLowerCase() ? 94 : 84) : 46);
    return [...change(got, wanted, to(wanted)), ...change(wanted, got, to(got))];
  }
  const ownFirst = said?.key === 'features' || said?.key === 'layerChannels';
  return sources.length === 0 ? [] : [...change(got, wanted, ownFirst ? 52 : 56), ...change(wanted, got, 52)];
};

/** Is it a size of a layer, of which the weights have one size in every run? */
const isOfLayer = (node: ts.Node, { checker }: Context): boolean =>
  ts.isCallExpression(node.parent) && isLayer(checker.getTypeAtLocation(node.parent));

/** Sizes of layers are chosen; those of inputs and annotations are given, and rather right. */
function kindOfLiteral(node: ts.Node, to: string, { checker }: Context): number {
  const call = ts.isCallExpression(node.parent) ? node.parent : undefined;
  if (call === undefined) return ts.isArrayLiteralExpression(node.parent) ? 4 : -6;
  const name = operationOf(call, checker) ?? '';
  return /^(?:input|i32|bool)$/.test(name) && (ts.isNumericLiteral(node) || /^\d+$/.test(to)) ? -18 : 4;
}

/** What was expected and what came, where they are single dimensions. */
function pairOf({ said, operands, message }: Context): [string, string] | undefined {
  if (said === undefined) return unlikeIn(message);
  const { key, words } = said;
  if (['features', 'layerChannels', 'memory', 'positionsWidth'].includes(key))
    return two(words[key === 'memory' ? 2 : key === 'positionsWidth' ? 2 : 1], words[3]);
  if (['normChannels', 'normWidth'].includes(key)) return two(words[1], words[2]);
  if (['matmulInner', 'lengths', 'broadcast', 'matmulBatch'].includes(key)) return two(words.at(-2), words.at(-1));
  if (key === 'stacked' || key === 'scanLength') return two(words[0], words[1]);
  if (key === 'vocabulary') return two(words[2], words[1]);
  if (key === 'attendRows' || key === 'attendWidth') return two(words[1], words[2]);
  if (key === 'einsumLabel') return two(words[1], words[3]);
  if (key === 'opened' || key === 'channels') return two(words[2], words[1]);
  const shapes = words.map(dimensionsOf).filter((s) => s.length > 0);
  const [a, b] = shapes.slice(-2);
  if (a === undefined || b === undefined || a.length !== b.length || operands.length === 0) return undefined;
  const unlike = a.flatMap((d, i) => (d === b[i] ? [] : [[d, b[i]!] as const]));
  return unlike.length === 1 ? two(unlike[0]![1], unlike[0]![0]) : undefined;
}

/** Two tensors that differ in one dimension: what was expected, and what came. */
function unlikeIn(message: string): [string, string] | undefined {
  const tensors = pairsIn(message)
    .toReversed()
    .map((p) => [readTensor(p.expected)?.shape, readTensor(p.given)?.shape] as const)
    .find(([a, b]) => a !== undefined && b !== undefined);
  const [a, b] = tensors ?? [];
  if (a === undefined || b === undefined || a.length !== b.length) return undefined;
  const unlike = a.flatMap((d, i) => (d === b[i] ? [] : [[d, b[i]!] as const]));
  return unlike.length === 1 ? two(unlike[0]![0], unlike[0]![1]) : undefined;
}

const two = (a: string | undefined, b: string | undefined): [string, string] | undefined =>
  a !== undefined && b !== undefined && isName(a) && isName(b) ? [a, b] : undefined;

/** Literals of what flows to the place that say a dimension: arguments of calls, elements of shapes, types of parameters. */
export function literalsOf(
  { sources, layer, checker, node }: Context,
  dimension: string,
): { readonly node: ts.LiteralExpression; readonly distance: number }[] {
  const found = new Map<ts.LiteralExpression, number>();
  const add = (node: ts.Node, distance: number) => {
    if (isLiteral(node) && node.text === dimension && !found.has(node)) found.set(node, distance);
  };
  const scan = (node: ts.Node, distance: number) => {
    if (ts.isCallExpression(node)) for (const a of node.arguments) scan(a, distance);
    else if (ts.isArrayLiteralExpression(node)) for (const e of node.elements) add(e, distance);
    else add(node, distance);
  };
  if (layer !== undefined) scan(layer, 0);
  for (const type of expectedAt(node)) visit(type, (n) => add(n, 3));
  for (const { node, distance } of sources) {
    scan(node, distance);
    const made = ts.isPropertyAccessExpression(node) ? constructorOf(node, checker) : undefined;
    if (made !== undefined) scan(made, distance);
    for (const type of annotationsOf(node, checker)) visit(type, (n) => add(n, distance));
  }
  return [...found].map(([node, distance]) => ({ node, distance }));
}

/** The annotation that a value does not fit. */
function expectedAt(node: ts.Node): ts.TypeNode[] {
  const { parent } = node;
  const f = ts.isReturnStatement(node) ? ts.findAncestor(node, ts.isFunctionLike) : undefined;
  const type = f?.type ?? (ts.isVariableDeclaration(parent) && parent.name === node ? parent.type : undefined);
  return type === undefined ? [] : [type];
}

function annotationsOf(node: ts.Expression, checker: ts.TypeChecker): ts.TypeNode[] {
  if (!ts.isIdentifier(node)) return [];
  const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
  const typed = declaration !== undefined && (ts.isParameter(declaration) || ts.isVariableDeclaration(declaration));
  return typed && declaration.type !== undefined && !declaration.getSourceFile().isDeclarationFile
    ? [declaration.type]
    : [];
}

function visit(root: ts.Node, see: (node: ts.Node) => void): void {
  see(root);
  ts.forEachChild(root, (child) => visit(child, see));
}
