// Numbers that are out of range or do not divide, and how leaves are declared.
import { ts } from 'ts-morph';
import { after, before, type Edit, type Proposal, replaced } from '../fix.ts';
import { constructorOf, operationOf, parameterOf, sourcesOf } from '../flow.ts';
import { optionsMeant } from '../misuse/foreign.ts';
import { renamedTo } from '../misuse/options.ts';
import type { Proposer } from './context.ts';
import { isLiteral, literalsOf, written } from './sizes.ts';

/** heads, groups and parts that divide a width; the nearest first, fewer before more. */
export const divisors: Proposer = (context) => {
  const { said, call, propose } = context;
  if (said === undefined || !['heads', 'groups', 'split', 'patternSplit'].includes(said.key)) return [];
  const [width, parts] =
    said.key === 'groups'
      ? [said.words[1], said.words[3]]
      : said.key === 'heads'
        ? [said.words[1], said.words[2]]
        : said.key === 'patternSplit'
          ? [said.words[2], said.words[3]]
          : said.words;
  const [w, n] = [Number(width), Number(parts)];
  if (!(w > 0) || !(n > 0) || call === undefined) return [];
  const near = Array.from({ length: Math.min(w, 512) }, (_, i) => i + 1).filter((d) => d > 1 && w % d === 0);
  const best = near.sort((a, b) => Math.abs(a - n) - Math.abs(b - n) || a - b).slice(0, 2);
  const [first, second] = call.arguments;
  const isPair = first !== undefined && second !== undefined && isLiteral(first) && isLiteral(second);
  // groupNorm(8, 32): what divides and what is divided
  const swapped =
    isPair && first.text === `${w}` && second.text === `${n}` && n % w === 0
      ? [propose(90, () => [replaced(first, `${n}`), replaced(second, `${w}`)], 'the other way round')]
      : [];
  const literals = numbersIn(call, n);
  const own = literals.flatMap((node) => best.map((d, i) => propose(74 - 8 * i, () => [replaced(node, `${d}`)])));
  if (said.key !== 'split') return [...swapped, ...own];
  // the parts have names, so that there have to be as many
  const wider = literalsOf(context, `${w}`).flatMap(({ node }) => {
    const beside = ts.isCallExpression(node.parent) ? node.parent.arguments.filter(isLiteral) : [];
    const sizes = beside.map((b) => Number(b.text) * n).filter((size) => size > 0 && size !== w);
    return [...sizes, Math.ceil(w / n) * n].map((size, i) => propose(80 - i, () => [replaced(node, `${size}`)]));
  });
  return [...wider, ...own];
};

/** Literals of a call, its options included, that are this number. */
const numbersIn = (call: ts.CallExpression, n: number): ts.NumericLiteral[] => {
  const found: ts.NumericLiteral[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNumericLiteral(node) && Number(node.text) === n) found.push(node);
    if (!ts.isCallExpression(node) || node === call) ts.forEachChild(node, visit);
  };
  visit(call);
  return found;
};

/** slice(x, 1, 24, 25) of 24: the last one. */
export const ranges: Proposer = ({ said, call, propose }) => {
  if (said?.key !== 'slice' || call === undefined) return [];
  const [from, to, size] = said.words.map(Number);
  const [, , a, b] = call.arguments;
  if (a === undefined || b === undefined || !(to! > size!)) return [];
  const by = to! - size!;
  const shifted = from! - by >= 0 ? [propose(80, () => [replaced(a, `${from! - by}`), replaced(b, `${size}`)])] : [];
  return from! < size! ? [propose(78, () => [replaced(b, `${size}`)]), ...shifted] : shifted;
};

/** A window that fits. */
export const smallerWindow: Proposer = ({ said, call, checker, propose }) => {
  const most = said?.key === 'window' ? Number(said.words[0]) : Number.NaN;
  if (!(most > 0) || call === undefined) return [];
  const made = [call, ...sourcesOf([call.expression, ...call.arguments], checker).map((s) => s.node)].filter(
    ts.isCallExpression,
  );
  return made.flatMap((c): Proposal[] => {
    const k = c.arguments.findIndex((_, i) => /^(?:kernel|size)$/.test(parameterOf(c, i, checker) ?? ''));
    const kernel = c.arguments[k];
    return kernel !== undefined && ts.isNumericLiteral(kernel) && Number(kernel.text) > most
      ? [propose(60, () => [replaced(kernel, `${most}`)])]
      : [];
  });
};

/** input('batch') of numbers of classes, or of symbols, is input.i32('batch'). */
export const declaredTypes: Proposer = (context) => {
  const { said, sources, checker, propose } = context;
  const wanted = /^(?:typeIs|typeAre)$/.test(said?.key ?? '') ? said!.words.at(-1)! : undefined;
  if (wanted !== 'i32' && wanted !== 'bool') return [];
  return sources.flatMap(({ node, distance }): Proposal[] => {
    if (!ts.isCallExpression(node) || operationOf(node, checker) !== 'input' || distance > 3) return [];
    const why = wanted === 'i32' ? 'numbers of classes and symbols are integers' : undefined;
    return [
      propose(said?.key === 'typeAre' || wanted === 'i32' ? 90 : 80, () => [after(node.expression, `.${wanted}`)], why),
    ];
  });
};

/** Names of dimensions as they may be, and numbers that are no texts. */
export const dimensionNames: Proposer = ({ said, node, propose }) => {
  if (said?.key !== 'dimensionName' || !ts.isStringLiteral(node)) return [];
  const { text } = node;
  if (/^\d+$/.test(text)) return [propose(90, () => [replaced(node, text)])];
  const joined = text.trim().replace(/\W+(\w)/g, (_, next: string) => next.toUpperCase());
  return /^[A-Za-z]\w*$/.test(joined) && /^[\w\s-]+$/.test(text)
    ? [propose(80, () => [replaced(node, written(joined))])]
    : [];
};

/** What is pooled by 2 and doubled again is 2*((H)/2), which is H where 2 divides it: '2*H' declares that. */
export const multiples: Proposer = (context) => {
  const { said, propose } = context;
  const found = [...(said?.text ?? '').matchAll(/(\d+)\*\(\((\w+)\)\/\1\)/g)];
  const names = new Map(found.map(([, by, name]) => [name!, by!]));
  if (names.size === 0) return [];
  const edits = [...names].flatMap(([name, by]) =>
    literalsOf(context, name).map(({ node }) => replaced(node, written(`${by}*${name}`))),
  );
  return [propose(92, () => edits, 'a multiple divides without a rest')];
};

/** A width that types do not see: the number itself, or a `const` without an annotation; those beside it as well. */
export const widths: Proposer = ({ said, node, checker, propose }) => {
  if (said?.key !== 'literal' || !ts.isExpression(node)) return [];
  const beside = ts.isCallExpression(node.parent) ? node.parent.arguments : [node];
  const wide = beside.filter((a) => (checker.getTypeAtLocation(a).flags & ts.TypeFlags.Number) !== 0);
  const declared = wide.map((a) => unannotated(a, checker));
  const values = wide.map((a) => {
    const value = numberOf(a, checker);
    return value === undefined ? undefined : replaced(a, `${value}`);
  });
  const all = (edits: readonly (Edit | undefined)[]) => edits.filter((e) => e !== undefined);
  return [
    propose(declared.every((e) => e !== undefined) ? 84 : 0, () => all(declared), 'a `const` keeps its number'),
    propose(values.every((e) => e !== undefined) ? 80 : 0, () => all(values)),
  ].flatMap((p) => (p.likelihood > 0 && p.edits.length > 0 ? [{ ...p, same: true }] : []));
};

/** `const width: number = 16` without its annotation. */
function unannotated(node: ts.Expression, checker: ts.TypeChecker): Edit | undefined {
  const declaration = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node)?.valueDeclaration : undefined;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || declaration.type === undefined)
    return undefined;
  const isConst = (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  const initial = declaration.initializer;
  if (!isConst || initial === undefined || !ts.isNumericLiteral(initial)) return undefined;
  return { ...replaced(declaration.type, ''), start: declaration.name.getEnd() };
}

/** The number that an expression of literals and constants is. */
export function numberOf(node: ts.Expression, checker: ts.TypeChecker): number | undefined {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isParenthesizedExpression(node)) return numberOf(node.expression, checker);
  if (ts.isBinaryExpression(node)) {
    const [a, b] = [numberOf(node.left, checker), numberOf(node.right, checker)];
    if (a === undefined || b === undefined) return undefined;
    const by: Readonly<Record<string, number>> = { '*': a * b, '+': a + b, '-': a - b, '/': a / b };
    return by[node.operatorToken.getText()];
  }
  const name = ts.isPropertyAccessExpression(node) ? node.name : ts.isIdentifier(node) ? node : undefined;
  const declaration = name && checker.getSymbolAtLocation(name)?.valueDeclaration;
  const initializer =
    declaration !== undefined && (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration))
      ? declaration.initializer
      : undefined;
  return initializer === undefined ? undefined : numberOf(initializer, checker);
}

/** A record, a layer or a function where a tensor belongs: the part of it that is one, or what it gives. */
export const parts: Proposer = (context) => {
  const { node, call, checker, propose, stage, sources } = context;
  if (stage !== undefined || call === undefined || !call.arguments.some((a) => a === node) || !ts.isExpression(node))
    return [];
  const type = checker.getTypeAtLocation(node);
  const own = type.getProperties().map((p) => p.name);
  const chosen = ['outputs', 'state', 'h'].filter((name) => own.includes(name));
  const taken = chosen.map((name, i) => propose(86 - 2 * i, () => [after(node, `.${name}`)]));
  const signature = type.getCallSignatures()[0];
  if (signature === undefined) return taken;
  const needs = signature.parameters.filter(
    (p) => p.valueDeclaration !== undefined && ts.isParameter(p.valueDeclaration) && !p.valueDeclaration.questionToken,
  );
  if (needs.length === 0) return [propose(90, () => [after(node, '()')], 'call it')];
  const isKnown = constructorOf(node, checker) !== undefined || needs.length === 1;
  const near = isKnown
    ? sources.filter((s) => s.distance < 3 && call.arguments.some((a) => a === s.node && a !== node))
    : [];
  return near.map((s) => propose(86, () => [after(node, `(${s.node.getText()})`)], 'call it'));
};

/** exp(0.5): a number that has to be a tensor. */
export const scalars: Proposer = ({ node, call, checker, propose, stage, operation }) => {
  if (stage !== undefined || call === undefined || !ts.isExpression(node) || !call.arguments.some((a) => a === node))
    return [];
  const isNumber = (checker.getTypeAtLocation(node).flags & ts.TypeFlags.NumberLike) !== 0;
  if (!isNumber) return [];
  const math =
    call.arguments.length === 1 && operation !== undefined && operation in Math && !ts.isCallExpression(node);
  const wrappedIn = propose(80, (names) => [replaced(node, `${names.use('scalar')}(${node.getText()})`)]);
  return math ? [propose(84, () => [before(call.expression, 'Math.')]), wrappedIn] : [wrappedIn];
};

/** Labels that are one-hot where their numbers are at hand: crossEntropy(logits, oneHot(labels, 10)). */
export const beforeOneHot: Proposer = (context) => {
  const { said, sources, checker, propose, node } = context;
  if (said?.key !== 'typeAre' && said?.key !== 'labels') return [];
  return sources.flatMap(({ node: call }): Proposal[] =>
    ts.isCallExpression(call) && operationOf(call, checker) === 'oneHot' && call.arguments[0] !== undefined
      ? [propose(89, () => [replaced(node, call.arguments[0]!.getText())], 'labels are the numbers of classes')]
      : [],
  );
};

/** An option that is spelled otherwise. */
export const misspelt: Proposer = ({ said, node, propose }) => {
  const axis = said?.key === 'axisMeant' ? said.words[3] : undefined;
  if (axis !== undefined) return [propose(96, () => [replaced(node, `'${axis}'`)])];
  if (said?.key !== 'optionMeant' && said?.key !== 'option') return [];
  const [, own, meant] = said.words;
  const property = ts.isObjectLiteralExpression(node)
    ? node.properties.find((p) => p.name?.getText() === own)?.name
    : node;
  if (property === undefined) return [];
  if (meant !== undefined) return [propose(96, () => [replaced(property, meant)])];
  return ts.isIdentifier(property) ? optionsMeant(own!).map((o, i) => renamedTo(property, o, 95 - i)) : [];
};
