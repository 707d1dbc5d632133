// Methods and properties that are not there: of tensors, layers, models and promises; and names that cannot be imported.
import { ts } from 'ts-morph';
import { oneMeant } from '../../../../dsl/shape/rules/index.ts';
import { isModelType, tensorType } from '../../types/tensor.ts';
import { before, type Edit, type Proposal, replaced } from '../fix.ts';
import { isModelCall } from '../flow.ts';
import { isLayer } from '../kinds.ts';
import { languageOf, Names } from '../names.ts';
import { short } from '../operands.ts';
import { written } from '../propose/sizes.ts';
import { calleeName, type Diagnosis, type Reading } from './diagnosis.ts';
import { arranged, fieldMeant, ours, soughtIn } from './foreign.ts';

const missing = ({ code, message }: Diagnosis): string | undefined =>
  code === 2339 || code === 2551 ? /^Property '(\w+)' does not exist/.exec(message)?.[1] : undefined;

const ownerOf = (node: ts.Node): ts.Expression | undefined =>
  ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent.expression : undefined;

/** x.relu(), w.T, x.shape, y.dataSync() */
export function tensorMember(d: Diagnosis): Reading | undefined {
  const name = missing(d);
  const { node, checker } = d;
  const owner = ownerOf(node);
  const tensor = owner && tensorType(checker.getTypeAtLocation(owner), checker);
  if (name === undefined || owner === undefined || tensor === undefined) return undefined;
  const access = node.parent;
  const call = ts.isCallExpression(access.parent) && access.parent.expression === access ? access.parent : undefined;
  const sought = soughtIn(name);
  if (sought === 'sizes') {
    const shape = `[${tensor.shape.join(', ')}]`;
    return {
      sentence: `a tensor has no '${name}': its sizes are in its type, ${shape}`,
      proposals: sizeOf(access, call, tensor.shape),
    };
  }
  if (sought === 'values')
    return {
      sentence: `a tensor has no '${name}': it is an expression, and numbers are in the outputs of a compiled program`,
    };
  const own = ours(name, languageOf(node.getSourceFile(), checker));
  if (own === undefined) return { sentence: `a tensor has no '${name}': operations are functions of tensors` };
  const names = new Names(node.getSourceFile(), checker);
  const given = arranged(
    name,
    [owner, ...(call?.arguments ?? [])].map((a) => a.getText()),
  );
  const code = `${names.use(own)}(${given.join(', ')})`;
  const fix = { edits: [replaced(call ?? access, code), ...names.imports()], likelihood: 95 };
  return { sentence: `a tensor has no '${name}': operations are functions, ${own}(x)`, proposals: [fix] };
}

/** The size itself for x.shape[0] and x.size(0). */
function sizeOf(access: ts.Node, call: ts.CallExpression | undefined, shape: readonly string[]): Proposal[] {
  const element = ts.isElementAccessExpression(access.parent) ? access.parent : undefined;
  const index = Number((call?.arguments[0] ?? element?.argumentExpression)?.getText() ?? Number.NaN);
  const dimension = shape.at(index);
  const node = call ?? element;
  if (node === undefined || !Number.isInteger(index) || dimension === undefined) return [];
  return [{ edits: [replaced(node, written(dimension))], likelihood: 92, why: undefined }];
}

/** 'los' of outputs['los'] */
const indexedBy = ({ code, message }: Diagnosis): string | undefined =>
  code === 7053 ? /expression of type '"([^"]+)"' can't be used to index/.exec(message)?.[1] : undefined;

/** p.hiden of layers, season of inputs, outputs['los'] */
export function missingProperty(d: Diagnosis): Reading | undefined {
  const indexed = indexedBy(d);
  const name = missing(d) ?? indexed;
  const { node, checker, message } = d;
  if (name === undefined) return undefined;
  const isElement = indexed !== undefined || ts.isElementAccessExpression(node.parent);
  const access = isElement ? ts.findAncestor(node, ts.isElementAccessExpression) : undefined;
  const owner = access?.expression ?? ownerOf(node) ?? ts.findAncestor(node, ts.isObjectBindingPattern);
  const type = owner && checker.getTypeAtLocation(owner);
  if (owner === undefined || type === undefined) return undefined;
  const own = type.getProperties().map((p) => ({ name: p.name, type: checker.getTypeOfSymbolAtLocation(p, owner) }));
  const all = (is: (t: ts.Type) => boolean) => own.length > 0 && own.every((p) => is(p.type));
  const what = all((t) => isTensors(t, owner, checker))
    ? tensorsAt(owner, checker)
    : own.some((p) => isLayer(p.type)) && !isModelType(type)
      ? 'layers'
      : all((t) => /^(?:Numbers|(?:Float32|Int32)Array\b)/.test(checker.typeToString(t)))
        ? 'outputs'
        : undefined;
  if (what === undefined) return undefined;
  const known = own.map((p) => p.name);
  const meant = /Did you mean '(\w+)'\?/.exec(message)?.[1] ?? oneMeant(name, known) ?? fieldMeant(name, known);
  const names = known.map((n) => `'${n}'`);
  if (what === 'outputs') names.sort(); // a union of names has no order
  const listed = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  const wrong = access?.argumentExpression ?? node;
  const fixes =
    meant === undefined
      ? []
      : [{ edits: [replaced(wrong, access === undefined ? meant : `'${meant}'`)], likelihood: 96 }];
  const many = /^(?:inputs|parameters|layers|outputs)$/.test(what);
  const there = many ? `they are ${listed}` : `it has ${listed}`;
  return {
    sentence: `${what} ${many ? 'have' : 'has'} no '${name}'; ${meant === undefined ? there : `did you mean '${meant}'?`}`,
    proposals: fixes,
  };
}

/** A tensor, or a state { h, c } of tensors. */
function isTensors(type: ts.Type, at: ts.Node, checker: ts.TypeChecker): boolean {
  if (tensorType(type, checker) !== undefined) return true;
  const own = type.getCallSignatures().length > 0 ? [] : type.getProperties();
  return (
    own.length > 0 && own.length < 8 && own.every((p) => tensorType(checker.getTypeOfSymbolAtLocation(p, at), checker))
  );
}

/** What a record of tensors is: the inputs of the model around, the parameters of a layer, or a value of the user's. */
function tensorsAt(owner: ts.Node, checker: ts.TypeChecker): string {
  if (ts.isPropertyAccessExpression(owner) && owner.name.text === 'params') return 'parameters';
  const declared = ts.isIdentifier(owner) ? checker.getSymbolAtLocation(owner)?.valueDeclaration : owner;
  const parameter = declared && ts.findAncestor(declared, ts.isParameter);
  const model = parameter?.parent.parent;
  if (parameter !== undefined && model !== undefined && ts.isCallExpression(model) && isModelCall(model))
    if (parameter.parent.parameters.indexOf(parameter) === 1) return 'inputs';
  if (!ts.isObjectBindingPattern(owner)) return short(owner as ts.Expression);
  const { parent } = owner;
  return ts.isVariableDeclaration(parent) && parent.initializer !== undefined
    ? short(parent.initializer)
    : 'the record';
}

/** net.run([0, 1]), net.fit(...) */
export function modelMember(d: Diagnosis): Reading | undefined {
  const name = missing(d);
  const owner = ownerOf(d.node);
  if (name === undefined || owner === undefined || !isModelType(d.checker.getTypeAtLocation(owner))) return undefined;
  const step = /^(?:fit|train|trainOn|learn|compile)/.test(name) ? 'trainStep' : 'predictStep';
  const rest = step === 'trainStep' ? ', loss, optimizer' : '';
  return {
    sentence: `a model has no '${name}': compile(${step}(${short(owner)}${rest}), sizes) gives a program that runs`,
  };
}

/** program.run of a program that is not awaited */
export function notAwaited(d: Diagnosis): Reading | undefined {
  const { node, checker, related = [] } = d;
  if (!related.includes(2773) || !ts.isExpression(node)) return undefined;
  const owner = ownerOf(node) ?? node;
  const edits: Edit[][] = [];
  const declaration = ts.isIdentifier(owner) ? checker.getSymbolAtLocation(owner)?.valueDeclaration : undefined;
  const initializer =
    declaration !== undefined && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (initializer !== undefined) edits.push([before(initializer, 'await '), ...asyncAround(initializer)]);
  edits.push([replaced(owner, `(await ${owner.getText()})`), ...asyncAround(owner)]);
  const made = initializer ?? owner;
  const called = ts.isCallExpression(made) ? (calleeName(made, checker) ?? short(made.expression)) : short(made);
  return {
    sentence: `${called} gives a promise; write await ${called}${ts.isCallExpression(made) ? '(...)' : ''}`,
    proposals: edits.map((e, i) => ({ edits: e, likelihood: 95 - 10 * i })),
  };
}

/** The function around a node, made one that may wait. */
function asyncAround(node: ts.Node): Edit[] {
  const around = ts.findAncestor(node, ts.isFunctionLike);
  if (around === undefined || !ts.canHaveModifiers(around)) return [];
  const isAsync = ts.getModifiers(around)?.some((m) => m.kind === ts.SyntaxKind.AsyncKeyword) === true;
  if (isAsync || !(ts.isArrowFunction(around) || ts.isFunctionDeclaration(around))) return [];
  const keyword = around.getChildren().find((c) => c.kind === ts.SyntaxKind.FunctionKeyword);
  return [before(keyword ?? around, 'async ')];
}

/** const [a] = max(x, 1), const [out] = p.rnn(x), rows[0] */
export function notAList({ code, node, checker, message }: Diagnosis): Reading | undefined {
  if (code === 2488 && ts.isArrayBindingPattern(node)) return destructured(node, checker);
  const element = ts.findAncestor(node, ts.isElementAccessExpression);
  const owner = element?.expression;
  const tensor = owner && tensorType(checker.getTypeAtLocation(owner), checker);
  if (element === undefined || owner === undefined || tensor === undefined || tensor.shape.length === 0)
    return undefined;
  if (code !== 7053 && code !== 2339 && !/^(?:Argument of type|Type) '(?:number|any)'/.test(message)) return undefined;
  const index = element.argumentExpression.getText();
  const at = Number(index);
  if (!Number.isInteger(at) || at < 0)
    return { sentence: `a tensor is no list: write slice(${short(owner)}, 0, from, to)` };
  const names = new Names(node.getSourceFile(), checker);
  const row = `${names.use('slice')}(${owner.getText()}, 0, ${at}, ${at + 1})`;
  const squeezed = `${names.use('squeeze')}(${row}, 0)`;
  return {
    sentence: `a tensor is no list: write slice(${short(owner)}, 0, ${at}, ${at + 1})`,
    proposals: [{ edits: [replaced(element, squeezed), ...names.imports()], likelihood: 90 }],
  };
}

function destructured(pattern: ts.ArrayBindingPattern, checker: ts.TypeChecker): Reading | undefined {
  const declaration = pattern.parent;
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (value === undefined) return undefined;
  const type = checker.getTypeAtLocation(value);
  const called = (ts.isCallExpression(value) ? calleeName(value, checker) : undefined) ?? short(value);
  const elements = pattern.elements.filter(ts.isBindingElement).map((e) => e.name.getText());
  if (tensorType(type, checker) !== undefined) {
    const only = elements.length === 1 ? [{ edits: [replaced(pattern, elements[0]!)], likelihood: 95 }] : [];
    return { sentence: `a tensor is no list; ${called} gives one tensor`, proposals: only };
  }
  const names = type.getProperties().map((p) => p.name);
  if (names.length === 0 || names.length > 6 || checker.isArrayType(type)) return undefined;
  const code = elements.map((e, i) => (names[i] === undefined || names[i] === e ? e : `${names[i]}: ${e}`)).join(', ');
  return {
    sentence: `${called}: the result is { ${names.join(', ')} }, no list`,
    proposals: [{ edits: [replaced(pattern, `{ ${code} }`)], likelihood: 95 }],
  };
}

/** import { expandDims } */
export function missingExport({ code, node, message, checker }: Diagnosis): Reading | undefined {
  const found = code === 2305 || code === 2724 ? /has no exported member(?: named)? '(\w+)'/.exec(message) : null;
  const file = node.getSourceFile();
  const language = languageOf(file, checker);
  if (found === null || language.size === 0) return undefined;
  const name = found[1]!;
  const own = ours(name, language);
  if (own === undefined) return { sentence: `quern has no '${name}'` };
  const uses: ts.Node[] = [];
  const visit = (n: ts.Node): void => {
    if (ts.isIdentifier(n) && n.text === name && !(ts.isPropertyAccessExpression(n.parent) && n.parent.name === n))
      uses.push(n);
    ts.forEachChild(n, visit);
  };
  visit(file);
  return {
    sentence: `quern has no '${name}'; write ${own}`,
    proposals: [{ edits: uses.map((use) => replaced(use, own)), likelihood: 95 }],
  };
}
