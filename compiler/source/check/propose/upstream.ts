// An operation before the error that is applied along the wrong axis, keeps too few or moves by too small steps.
import { ts } from 'ts-morph';
import { tensorType } from '../../types/tensor.ts';
import { after, type Proposal, replaced } from '../fix.ts';
import { isPipe, modelAround, operationOf, parameterOf } from '../flow.ts';
import { isLayer } from '../kinds.ts';
import { type Context, type Proposer, wrapped } from './context.ts';

/** The call at fault and those before it, with how far each is. */
export function callsOf({ call, sources }: Context): { readonly node: ts.CallExpression; readonly distance: number }[] {
  const before = sources.flatMap(({ node, distance }) =>
    ts.isCallExpression(node) ? [{ node, distance: distance + 1 }] : [],
  );
  return call === undefined ? before : [{ node: call, distance: 0 }, ...before.filter((s) => s.node !== call)];
}

/** concat(0, a, b) along axis 1, mean(x, 2) over axis 1. */
export const otherAxes: Proposer = (context) => {
  const { checker, propose } = context;
  return callsOf(context).flatMap(({ node: call, distance }) => {
    if (distance > 8) return [];
    const operand = call.arguments
      .map((a) => tensorType(checker.getTypeAtLocation(a), checker))
      .find((t) => t !== undefined);
    const rank = operand?.shape.length ?? 0;
    return call.arguments.flatMap((argument, i) => {
      const own = axisOf(argument);
      if (own === undefined || parameterOf(call, i, checker) !== 'axis' || rank === 0) return [];
      const most = ['expand', 'stack'].includes(operationOf(call, checker) ?? '') ? rank + 1 : rank;
      const others = Array.from({ length: most }, (_, k) => k).filter((k) => k !== own && k !== own + most);
      const likelihood = (distance === 0 ? 89 : 84) - distance;
      return others.map((axis) =>
        propose(likelihood - Math.abs(axis - own) / 4 - (axis === 0 && isBatch(operand?.shape[0]) ? 10 : 0), () => [
          replaced(argument, `${axis}`),
        ]),
      );
    });
  });
};

/** Examples are hardly joined or averaged over inside of a model. */
const isBatch = (dimension: string | undefined): boolean => dimension !== undefined && /^[A-Za-z]/.test(dimension);

function axisOf(node: ts.Expression): number | undefined {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  const negative = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken;
  return negative && ts.isNumericLiteral(node.operand) ? -Number(node.operand.text) : undefined;
}

const reductions: readonly string[] = ['sum', 'mean', 'max', 'min', 'prod', 'variance', 'any', 'all', 'logSumExp'];

/** max(x, 1) that keeps its axis. */
export const keptAxes: Proposer = (context) => {
  const { checker, propose, said } = context;
  if (said?.key !== 'broadcast') return [];
  const reduced = callsOf(context).filter(
    ({ node, distance }) =>
      distance > 0 &&
      distance < 6 &&
      node.arguments.length === 2 &&
      reductions.includes(operationOf(node, checker) ?? ''),
  );
  return reduced.map(({ node, distance }) =>
    propose(88 - distance, () => [after(node.arguments[1]!, ', { keepDims: true }')]),
  );
};

/** A layer of the model that nothing applies, where its place is in a pipe. */
export const unusedLayers: Proposer = (context) => {
  const { stage, checker, propose, operands, node } = context;
  const model = modelAround(node);
  const [record, , forward] = model?.arguments ?? [];
  const p = forward !== undefined && ts.isArrowFunction(forward) ? forward.parameters[0]?.name : undefined;
  if (record === undefined || forward === undefined || p === undefined || !ts.isIdentifier(p)) return [];
  const owned = checker.getTypeAtLocation(record).getProperties();
  const text = forward.getText();
  const unused = owned.filter((o) => !new RegExp(`\\b${o.name}\\b`).test(text.replace(/\/\/.*/g, '')));
  return unused.flatMap((o): Proposal[] => {
    if (!isLayer(checker.getTypeOfSymbolAtLocation(o, record))) return [];
    const code = `${p.text}.${o.name}`;
    const why = 'a layer is forgotten';
    if (stage !== undefined) {
      const start = stage.getStart();
      const edit = { file: stage.getSourceFile(), start, end: start, text: `${code}, ` };
      return [propose(90, () => [edit], why)];
    }
    return operands.map((x) => propose(88, () => [replaced(x.node, `${code}(${x.node.getText()})`)], why));
  });
};

/** Two arguments of a call, each in the other's place. */
export const exchanged: Proposer = ({ call, checker, propose, said, layer }) => {
  if (call === undefined || isPipe(call) || call.arguments.length < 2) return [];
  const own = call.arguments.slice(0, 5);
  const text = (n: ts.Expression) => checker.typeToString(checker.getTypeAtLocation(n));
  return own.flatMap((a, i) =>
    own.slice(i + 1).flatMap((b) => {
      const isNumber = (n: ts.Expression) => axisOf(n) !== undefined;
      if (
        text(a) === text(b) ||
        ts.isObjectLiteralExpression(b) ||
        (said !== undefined && (isNumber(a) || isNumber(b)))
      )
        return [];
      const unlike = [a, b].map((n) => tensorType(checker.getTypeAtLocation(n), checker)?.dtype);
      const likelihood = said === undefined ? 87 : layer !== undefined ? 92 : unlike[0] !== unlike[1] ? 88 : 30;
      return [propose(likelihood, () => [replaced(a, b.getText()), replaced(b, a.getText())], 'the other way round')];
    }),
  );
};

/** Another tensor that is at hand, where the one that is given does not fit. */
export const otherNames: Proposer = (context) => {
  const { node, checker, propose, call, said } = context;
  if (said === undefined || call === undefined || !ts.isIdentifier(node)) return [];
  if (!call.arguments.some((a) => a === node)) return [];
  const own = tensorType(checker.getTypeAtLocation(node), checker);
  if (own === undefined) return [];
  const near = checker
    .getSymbolsInScope(node, ts.SymbolFlags.Variable)
    .filter((s) => s.valueDeclaration?.getSourceFile() === node.getSourceFile() && s.name !== node.text)
    .filter((s) => (s.valueDeclaration?.pos ?? 0) < node.pos)
    .filter((s) => !call.arguments.some((a) => a.getText() === s.name));
  const same = near.filter((s) => {
    const type = tensorType(checker.getTypeOfSymbolAtLocation(s, node), checker);
    return type !== undefined && isFit(type, context);
  });
  const labelled = said.key === 'labels' || said.key === 'typeAre';
  return same.slice(0, 4).map((s) => propose(labelled ? 66 : 50, () => [replaced(node, s.name)]));
};

const isFit = (type: { readonly shape: readonly string[]; readonly dtype: string }, { said }: Context): boolean =>
  said?.key === 'labels' || said?.key === 'typeAre' ? type.dtype === 'i32' : true;

/** An axis out of order: [time, batch, ...] for [batch, time, ...]. */
export const timeFirst: Proposer = (context) => {
  const { call, checker } = context;
  const scan = call === undefined ? undefined : scanAround(call, checker);
  const sequence = scan?.arguments[1];
  const type = sequence && tensorType(checker.getTypeAtLocation(sequence), checker);
  if (sequence === undefined || type?.shape.length !== 3) return [];
  return wrapped(
    { ...context, stage: undefined },
    sequence,
    80,
    'permute',
    '1, 0, 2',
    'scan goes along the first axis',
  );
};

const scanAround = (call: ts.CallExpression, checker: ts.TypeChecker): ts.CallExpression | undefined =>
  ts.findAncestor(call, (n): n is ts.CallExpression => ts.isCallExpression(n) && operationOf(n, checker) === 'scan');
