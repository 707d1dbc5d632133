// Options: names that are not there, values of another kind, and a layer's activation, which is a stage of its own.
import { ts } from 'ts-morph';
import { message } from '../../../../dsl/shape/messages.ts';
import { after, before, type Edit, type Proposal, replaced } from '../fix.ts';
import { parameterOf } from '../flow.ts';
import { languageOf, Names } from '../names.ts';
import { calleeName, type Diagnosis, type Reading } from './diagnosis.ts';
import { optionsMeant, ours } from './foreign.ts';

/** { initialiser: ... } */
export function option({ code, message: text, node, call, checker }: Diagnosis): Reading | undefined {
  if ((code !== 2561 && code !== 2353) || !isOptions(node, call, checker)) return undefined;
  const found = /'(\w+)' does not exist in type '[^']*'\.(?: Did you mean to write '(\w+)'\?)?/.exec(text);
  const name = call && calleeName(call, checker);
  if (found === null || name === undefined) return undefined;
  const [, own, meant] = found;
  const property = ts.isIdentifier(node) ? node : undefined;
  const others =
    meant === undefined && property !== undefined
      ? optionsMeant(own!).map((o, i) => renamedTo(property, o, 95 - i))
      : [];
  const spelled =
    meant !== undefined && property !== undefined ? [{ edits: [replaced(property, meant)], likelihood: 96 }] : [];
  return {
    sentence: meant === undefined ? message('option', [name, own!]) : message('optionMeant', [name, own!, meant]),
    proposals: [...spelled, ...others, ...(own === 'activation' ? activation(node, checker) : [])],
  };
}

/** { numHeads: 8 } and { numHeads } as { heads: 8 } and { heads: numHeads } */
export function renamedTo(name: ts.Identifier, own: string, likelihood: number): Proposal {
  const isShort = ts.isShorthandPropertyAssignment(name.parent);
  return { edits: [replaced(name, isShort ? `${own}: ${name.text}` : own)], likelihood };
}

/** Is the record that a name is in the options of the call, or inside of them? */
function isOptions(node: ts.Node, call: ts.CallExpression | undefined, checker: ts.TypeChecker): boolean {
  const index = call?.arguments.findIndex((a) => a.pos <= node.pos && a.end >= node.end) ?? -1;
  return call !== undefined && (index < 0 || /[oO]ptions$/.test(parameterOf(call, index, checker) ?? 'options'));
}

/** { activation: 'relu' } of a layer: a stage after it. */
function activation(node: ts.Node, checker: ts.TypeChecker): Proposal[] {
  const property = ts.findAncestor(node, ts.isPropertyAssignment);
  const options = property?.parent;
  const layer = options?.parent;
  if (property === undefined || options === undefined || layer === undefined || !ts.isCallExpression(layer)) return [];
  const called = ts.isStringLiteral(property.initializer) ? property.initializer.text : '';
  const f = ours(called, languageOf(node.getSourceFile(), checker));
  const owner = ts.isPropertyAssignment(layer.parent) ? layer.parent.name.getText() : undefined;
  if (f === undefined || owner === undefined) return [];
  const file = node.getSourceFile();
  const stages: ts.Expression[] = [];
  const visit = (n: ts.Node): void => {
    const isStage = ts.isPropertyAccessExpression(n) && n.name.text === owner && ts.isCallExpression(n.parent);
    if (isStage) stages.push(n);
    ts.forEachChild(n, visit);
  };
  visit(file);
  const names = new Names(file, checker);
  const own = names.use(f);
  const last = options.properties.length === 1 ? layer.arguments.at(-2) : undefined;
  const removed: Edit =
    last === undefined ? replaced(property, '') : { ...replaced(options, ''), start: last.getEnd() };
  const applied = stages.map((s) => {
    const call = s.parent as ts.CallExpression;
    return call.expression === s ? [before(call, `${own}(`), after(call, ')')] : [after(s, `, ${own}`)];
  });
  return [{ edits: [removed, ...applied.flat(), ...names.imports()], likelihood: 90 }];
}

/** The option of a call's record that a node is, or is the value of. */
export function optionValue(node: ts.Node, argument: ts.Expression): ts.PropertyAssignment | undefined {
  const property = ts.findAncestor(node, ts.isPropertyAssignment);
  return property?.parent === argument && ts.isObjectLiteralExpression(argument) ? property : undefined;
}

/** 'same' and 'valid' as numbers, '2' and [2, 2] as 2. */
export function optionMeantBy(
  { name, initializer: value }: ts.PropertyAssignment,
  call: ts.CallExpression,
): Proposal[] {
  const as = (text: string) => [{ edits: [replaced(value, text)], likelihood: 95 }];
  if (ts.isStringLiteral(value)) {
    if (/^\d+$/.test(value.text)) return as(value.text);
    if (name.getText() !== 'padding') return [];
    if (/^valid$/i.test(value.text)) return as('0');
    const kernel = Number(call.arguments.filter(ts.isNumericLiteral).at(-1)?.text);
    return /^same$/i.test(value.text) && kernel % 2 === 1 ? as(`${(kernel - 1) / 2}`) : [];
  }
  const items = ts.isArrayLiteralExpression(value) ? [...new Set(value.elements.map((e) => e.getText()))] : [];
  return items.length === 1 ? as(items[0]!) : [];
}
