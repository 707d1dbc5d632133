// Arguments that are missing or too many: numbers of the model that fit, the mode, options by their names.
import { ts } from 'ts-morph';
import { after, before, type Edit, type Proposal, replaced } from '../fix.ts';
import { isModelCall, modelAround } from '../flow.ts';
import { nodesOf } from '../lints/lint.ts';
import { languageOf, Names } from '../names.ts';
import { ours } from './foreign.ts';

/** Calls with another number of arguments, as they may be meant. */
export function numbersOf(
  call: ts.CallExpression,
  name: string,
  expected: string,
  got: number,
  checker: ts.TypeChecker,
): Proposal[] {
  const [least = 0, most = least] = (expected.match(/\d+/g) ?? []).map(Number);
  const parameters = checker.getResolvedSignature(call)?.parameters.map((p) => p.name) ?? [];
  if (got > most) return [...tooMany(call, most, parameters)];
  if (parameters[got] === 'mode' || parameters.includes('mode')) return missingMode(call);
  const whole = [...appliedAgain(call, least - got), ...listedOptions(call, least, parameters)];
  if (whole.length > 0) return whole;
  const [only] = call.arguments;
  if (got === 1 && only !== undefined && ts.isObjectLiteralExpression(only)) return configured(only, name);
  const record = call.arguments.find(ts.isObjectLiteralExpression);
  if (record !== undefined && parameters.includes('loss')) return lossAndOptimizer(record, checker);
  return least === got + 1 ? missingNumber(call) : [];
}

/** grad(loss)(w): what is given to the result belongs in the call. */
function appliedAgain(call: ts.CallExpression, lacking: number): Proposal[] {
  const outer = call.parent;
  if (!ts.isCallExpression(outer) || outer.expression !== call || outer.arguments.length !== lacking) return [];
  const all = [...call.arguments, ...outer.arguments].map((a) => a.getText()).join(', ');
  return [{ edits: [replaced(outer, `${call.expression.getText()}(${all})`)], likelihood: 92 }];
}

/** embedding({ vocabulary: 1000, width: 32 }) and clamp(x, { min: 0, max: 1 }): arguments by their place. */
function listedOptions(call: ts.CallExpression, least: number, parameters: readonly string[]): Proposal[] {
  const record = call.arguments.at(-1);
  if (record === undefined || !ts.isObjectLiteralExpression(record)) return [];
  const given = record.properties.flatMap((p) =>
    ts.isPropertyAssignment(p)
      ? [{ name: p.name.getText(), text: p.initializer.getText() }]
      : ts.isShorthandPropertyAssignment(p)
        ? [{ name: p.name.text, text: p.name.text }]
        : [],
  );
  const wanted = parameters.slice(call.arguments.length - 1, least);
  if (given.length !== wanted.length || record.properties.length !== given.length) return [];
  const named = wanted.map((name) => given.find((g) => g.name === name)?.text);
  const isNamed = named.every((text) => text !== undefined);
  const numbers = record.properties.every((p) => ts.isPropertyAssignment(p) && ts.isNumericLiteral(p.initializer));
  if (!isNamed && !numbers) return [];
  const texts = isNamed ? named : given.map((g) => g.text);
  return [{ edits: [replaced(record, texts.join(', '))], likelihood: isNamed ? 95 : 88 }];
}

/** transpose(x, 1, 2) without what is not taken; crossCorrelate(3, 16, 3, 1, 1) with options; mlp([2, 3, 1]). */
function tooMany(call: ts.CallExpression, most: number, parameters: readonly string[]): Proposal[] {
  const texts = call.arguments.map((a) => a.getText());
  const whole = (edited: string): Edit => ({
    ...replaced(call, edited),
    start: call.arguments[0]!.getStart(),
    end: call.arguments.at(-1)!.getEnd(),
  });
  const last = call.arguments[most - 1]!;
  const dropped: Edit = { ...replaced(call, ''), start: last.getEnd(), end: call.arguments.at(-1)!.getEnd() };
  const extra = texts.slice(most - 1);
  const named =
    parameters.at(-1) === 'options' && extra.length === 2
      ? [
          {
            edits: [whole(`${texts.slice(0, most - 1).join(', ')}, { stride: ${extra[0]}, padding: ${extra[1]} }`)],
            likelihood: 92,
          },
        ]
      : [];
  const listed = parameters[0] === 'widths' ? [{ edits: [whole(`[${texts.join(', ')}]`)], likelihood: 94 }] : [];
  return [...listed, ...named, { edits: [dropped], likelihood: 88 }];
}

/** affine(128): the other size is a number that the model has somewhere. */
function missingNumber(call: ts.CallExpression): Proposal[] {
  const sizes = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isNumericLiteral(node) && Number(node.text) > 0) sizes.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(call.getSourceFile());
  const [first] = call.arguments;
  return [...sizes].slice(0, 12).flatMap((size): Proposal[] =>
    first === undefined
      ? [{ edits: [{ ...after(call, size), start: call.getEnd() - 1, end: call.getEnd() - 1 }], likelihood: 84 }]
      : [
          { edits: [before(first, `${size}, `)], likelihood: 84, why: 'inputs come first' },
          { edits: [after(first, `, ${size}`)], likelihood: 80 },
        ],
  );
}

/** dropout(0.5) in a model's function: the mode is its third argument. */
function missingMode(call: ts.CallExpression): Proposal[] {
  const last = call.arguments.at(-1);
  if (last === undefined) return [];
  const among = amongLayers(call);
  return among.length > 0 ? among : withMode(call, (mode) => after(last, `, ${mode}`));
}

/** { drop: dropout(0.5) } among a model's layers: a stage that its function makes, where the mode is. */
function amongLayers(call: ts.CallExpression): Proposal[] {
  const property = call.parent;
  const record = property.parent;
  const model = record?.parent;
  if (!ts.isPropertyAssignment(property) || !ts.isObjectLiteralExpression(record)) return [];
  if (!ts.isCallExpression(model) || !isModelCall(model) || model.arguments[0] !== record) return [];
  const forward = model.arguments[2];
  if (forward === undefined || !ts.isArrowFunction(forward)) return [];
  const [first, second, third] = forward.parameters;
  if (first === undefined || second === undefined) return [];
  const mode = third?.name.getText() ?? 'mode';
  const used = nodesOf(forward, ts.isPropertyAccessExpression).filter(
    (n) => n.getText() === `${first.name.getText()}.${property.name.getText()}`,
  );
  const next = record.properties[record.properties.indexOf(property) + 1];
  const removed = { ...replaced(property, ''), ...(next === undefined ? {} : { end: next.getStart() }) };
  const stage = `${call.expression.getText()}(${[...call.arguments.map((a) => a.getText()), mode].join(', ')})`;
  const declared = third === undefined ? [after(second, `, ${mode}`)] : [];
  return [{ edits: [removed, ...declared, ...used.map((u) => replaced(u, stage))], likelihood: 95 }];
}

/** An edit that uses the mode of the model around, which becomes an argument of its function where it is none yet. */
export function withMode(node: ts.Node, edit: (mode: string) => Edit): Proposal[] {
  const forward = modelAround(node)?.arguments[2];
  if (forward === undefined || !(ts.isArrowFunction(forward) || ts.isFunctionExpression(forward))) return [];
  const [, second, third] = forward.parameters;
  if (third !== undefined) return [{ edits: [edit(third.name.getText())], likelihood: 95 }];
  return second === undefined ? [] : [{ edits: [after(second, ', mode'), edit('mode')], likelihood: 95 }];
}

/** affine({ units: 10, inputShape: [784] }), mlp({ inputSize: 2, hiddenLayers: [3], outputSize: 1 }), and a loss and an optimizer. */
export function configured(record: ts.ObjectLiteralExpression, name: string): Proposal[] {
  const values = new Map(
    record.properties.flatMap((p) => (ts.isPropertyAssignment(p) ? [[p.name.getText(), p.initializer] as const] : [])),
  );
  const find = (pattern: RegExp) => [...values].find(([key]) => pattern.test(key))?.[1];
  const sizes = [/^input/i, /^hidden/i, /^(?:output|units|filters)/i]
    .map(find)
    .flatMap((v) =>
      v === undefined ? [] : ts.isArrayLiteralExpression(v) ? v.elements.map((e) => e.getText()) : [v.getText()],
    );
  if (sizes.length < 2) return [];
  const code = name === 'mlp' || name === 'reluNetwork' ? `[${sizes.join(', ')}]` : sizes.join(', ');
  return [{ edits: [replaced(record, code)], likelihood: 94 }];
}

/** { optimizer: 'sgd', loss: 'meanSquaredError' } as two arguments. */
export function lossAndOptimizer(record: ts.ObjectLiteralExpression, checker: ts.TypeChecker): Proposal[] {
  const file = record.getSourceFile();
  const language = languageOf(file, checker);
  const names = new Names(file, checker);
  const named = (key: string): string | undefined => {
    const property = record.properties.find((p) => p.name?.getText() === key);
    if (property === undefined || !ts.isPropertyAssignment(property)) return undefined;
    const { initializer } = property;
    if (!ts.isStringLiteral(initializer)) return initializer.getText();
    const own = ours(initializer.text, language);
    return own === undefined ? undefined : names.use(own);
  };
  const [loss, optimizer] = [named('loss'), named('optimizer')];
  if (loss === undefined || optimizer === undefined) return [];
  const called = optimizer.includes('(')
    ? optimizer
    : `${optimizer}(${/sgd|momentum|nesterov/.test(optimizer) ? '0.1' : ''})`;
  return [{ edits: [replaced(record, `${loss}, ${called}`), ...names.imports()], likelihood: 93 }];
}
