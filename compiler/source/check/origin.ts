// Where a dimension came from: the literal in the user's source that introduced it, found from the operand backwards.
import { ts } from 'ts-morph';
import { placeOf } from '../frame.ts';
import { described, tensorType } from '../types/tensor.ts';
import type { Note } from './fault.ts';
import { operationOf, sourcesOf } from './flow.ts';
import { short } from './operands.ts';

/** Definitions that are followed from an expression: models are not deeper, and a cycle ends. */
const deepest = 24;

/** 'the 784 is from affine(784, 128)', for a dimension of an operand; undefined where no literal of the source says it. */
export function originOf(dimension: string, operand: ts.Expression, checker: ts.TypeChecker): Note | undefined {
  const found = new Search(dimension, checker).introduced(operand, deepest);
  if (found === undefined) return undefined;
  const around = callAround(found);
  return { text: `${dimension} is from ${short(around ?? found)}`, place: placeOf(found) };
}

/** Steps back that a change is looked for. */
const near = 7;

/**
 * Where a dimension was lost or another was made: 'batch is lost at mean(rows, 0)', '64 becomes 128 at concat(-1, ...)'.
 * `wanted` are dimensions that are expected and did not come.
 */
export function changesOf(wanted: readonly string[], roots: readonly ts.Expression[], checker: ts.TypeChecker): Note[] {
  for (const { node, distance } of sourcesOf(roots, checker)) {
    if (distance > near) break;
    const operation = ts.isCallExpression(node) ? operationOf(node, checker) : undefined;
    if (operation === undefined || !ts.isCallExpression(node)) continue;
    const to = tensorType(checker.getTypeAtLocation(node), checker)?.shape;
    const from = node.arguments.flatMap((a) => tensorType(checker.getTypeAtLocation(a), checker) ?? [])[0]?.shape;
    if (to === undefined || from === undefined) continue;
    const note = (text: string): Note[] => [{ text: `${text} at ${short(node)}`, place: placeOf(node) }];
    const lost = wanted.find((d) => from.includes(d) && !to.includes(d));
    if (lost !== undefined && to.length < from.length) return note(`${lost} is lost`);
    const changed = from.findIndex((d, i) => d !== to[i]);
    if (operation === 'concat' && from.length === to.length && changed >= 0)
      return note(`${from[changed]} becomes ${to[changed]}`);
  }
  return [];
}

class Search {
  readonly #seen = new Set<ts.Node>();

  constructor(
    private readonly dimension: string,
    private readonly checker: ts.TypeChecker,
  ) {}

  introduced(node: ts.Node, depth: number): ts.Node | undefined {
    if (depth === 0 || this.#seen.has(node)) return undefined;
    this.#seen.add(node);
    if (this.#says(node)) return node;
    if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) return this.#declared(node, depth);
    if (ts.isCallExpression(node)) return this.#called(node, depth);
    if (ts.isFunctionLike(node)) return undefined;
    return this.#first(childrenOf(node), depth);
  }

  #says(node: ts.Node): boolean {
    if (ts.isNumericLiteral(node) || ts.isStringLiteral(node)) return node.text === this.dimension;
    return false;
  }

  /** What a name stands for: its initializer, its annotation, or, for a callback's argument, what the call was given. */
  #declared(node: ts.Identifier | ts.PropertyAccessExpression, depth: number): ts.Node | undefined {
    const symbol = this.checker.getSymbolAtLocation(ts.isIdentifier(node) ? node : node.name);
    const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    const declaration = target?.valueDeclaration;
    if (declaration === undefined || declaration.getSourceFile().isDeclarationFile) return undefined;
    if (ts.isParameter(declaration)) return this.#parameter(declaration, depth);
    if (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration))
      return this.#first([declaration.initializer, typeOf(declaration)], depth);
    if (ts.isShorthandPropertyAssignment(declaration)) return this.introduced(declaration.name, depth - 1);
    if (ts.isBindingElement(declaration)) {
      const variable = ts.findAncestor(declaration, (n) => ts.isVariableDeclaration(n) || ts.isParameter(n));
      if (variable !== undefined && ts.isParameter(variable)) return this.#parameter(variable, depth);
      return variable && this.#first([(variable as ts.VariableDeclaration).initializer], depth);
    }
    return undefined;
  }

  #parameter(declaration: ts.ParameterDeclaration, depth: number): ts.Node | undefined {
    if (declaration.type !== undefined) return this.#first([declaration.type], depth);
    const call = ts.findAncestor(declaration.parent.parent, ts.isCallExpression);
    return (
      call &&
      this.#first(
        call.arguments.filter((a) => a !== declaration.parent),
        depth,
      )
    );
  }

  /** Through a call: its literals, then the operands that have the dimension already, else the call made it. */
  #called(call: ts.CallExpression, depth: number): ts.Node | undefined {
    const given = [...call.arguments, call.expression];
    const literal = given.find((a) => this.#says(a));
    if (literal !== undefined) return literal;
    const having = given.filter((a) => this.#has(a));
    const found = this.#first(having.length > 0 ? having : call.arguments, depth);
    return found ?? (this.#has(call) ? call : undefined);
  }

  #has(node: ts.Node): boolean {
    const text = described(this.checker.getTypeAtLocation(node), this.checker);
    return new RegExp(`(?<![\\w.])${this.dimension.replace(/[^\w]/g, '\\$&')}(?![\\w.])`).test(text);
  }

  #first(nodes: readonly (ts.Node | undefined)[], depth: number): ts.Node | undefined {
    for (const node of nodes) {
      const found = node && this.introduced(node, depth - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const typeOf = (node: ts.VariableDeclaration | ts.PropertyAssignment): ts.TypeNode | undefined =>
  ts.isVariableDeclaration(node) ? node.type : undefined;

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  return children;
}

/** The call that a literal is an argument of, or the type that it is part of. */
function callAround(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(
    node.parent,
    (n): n is ts.CallExpression | ts.TypeReferenceNode => ts.isCallExpression(n) || ts.isTypeReferenceNode(n),
  );
}
