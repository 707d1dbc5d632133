// Names that a step is fed or compiled with and does not have: { labels } for target, { batchSize } for batch.
import { ts } from 'ts-morph';
import { oneMeant } from '../../../../dsl/shape/rules/index.ts';
import { placeOf } from '../../frame.ts';
import type { Edit } from '../fix.ts';
import type { Proposer } from './context.ts';

/** Each name that is not there becomes the one that is meant, or the only one that is left. */
export const feeds: Proposer = ({ said, node, call, checker, propose }) => {
  if (said === undefined || call === undefined || !ts.isObjectLiteralExpression(node)) return [];
  const known = knownNames(said.key, call, checker);
  const own = node.properties.flatMap((p) => (p.name === undefined ? [] : [{ property: p, name: textOf(p.name) }]));
  const lacking = known.filter((name) => own.every((o) => o.name !== name));
  const strange = own.filter((o) => !known.includes(o.name));
  const edits: Edit[] = [];
  const left = strange.filter(({ property, name }) => {
    const meant = oneMeant(name, lacking) ?? lacking.find((l) => isMeant(l, name));
    if (meant === undefined) return true;
    lacking.splice(lacking.indexOf(meant), 1);
    edits.push(renamed(property, meant));
    return false;
  });
  const [last] = left;
  if (left.length === 1 && lacking.length === 1) edits.push(renamed(last!.property, lacking[0]!));
  return edits.length < strange.length || edits.length === 0 ? [] : [propose(94, () => edits)];
};

/** What other libraries call what is fed. */
const isMeant = (name: string, strange: string): boolean =>
  name === 'target'
    ? /^(?:y|ys|y_?true|labels?|targets?|outputs?|expected)$/i.test(strange)
    : name === 'input' && /^(?:x|xs|inputs?|features?|data|images?)$/i.test(strange);

/** The dimensions of a definition that is compiled, or the inputs of a program that is run. */
function knownNames(key: string, call: ts.CallExpression, checker: ts.TypeChecker): readonly string[] {
  if (key === 'symbol' || key === 'symbolMeant')
    return call.arguments[0] === undefined ? [] : symbolsOf(call.arguments[0], checker);
  if (key !== 'input' && key !== 'inputMeant') return [];
  const program = ts.isPropertyAccessExpression(call.expression) ? call.expression.expression : undefined;
  const type = program && checker.getTypeAtLocation(program);
  return type === undefined ? [] : literalsOf(checker.getTypeArguments(type as ts.TypeReference)[0]);
}

/** The named dimensions that a definition needs. */
export function symbolsOf(definition: ts.Expression, checker: ts.TypeChecker): readonly string[] {
  const symbols = checker.getTypeAtLocation(definition).getProperty('symbols');
  const list = symbols && checker.getTypeOfSymbolAtLocation(symbols, definition);
  return list === undefined ? [] : literalsOf(checker.getIndexTypeOfType(list, ts.IndexKind.Number));
}

const literalsOf = (type: ts.Type | undefined): readonly string[] =>
  type === undefined
    ? []
    : (type.isUnion() ? type.types : [type]).flatMap((t) => (t.isStringLiteral() ? [t.value] : []));

const textOf = (name: ts.PropertyName): string => (ts.isStringLiteral(name) ? name.text : name.getText());

/** { labels: y } and { labels } under another name. */
function renamed(property: ts.ObjectLiteralElementLike, name: string): Edit {
  const written = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
  if (ts.isShorthandPropertyAssignment(property)) {
    const own = property.name.getText();
    return { ...placeOf(property), text: own === written ? own : `${written}: ${own}` };
  }
  return { ...placeOf(property.name!), text: written };
}
