// A loss without a slope: all of it passes through operations whose derivative is zero everywhere.
import { ts } from 'ts-morph';
import { placeOf } from '../../frame.ts';
import { calledName, callsTo, type Lint } from './lint.ts';

/** Their derivative is zero, or their result is no f32. */
export const flat = [
  ...['stopGradient', 'argMax', 'argMin', 'floor', 'ceil', 'round', 'sign', 'count', 'correctCount', 'all', 'any'],
  ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'and', 'or', 'not', 'oneHot'],
];
/** They hand a slope on. */
export const through = [
  ...[
    'mean',
    'sum',
    'max',
    'min',
    'prod',
    'neg',
    'cast',
    'scale',
    'square',
    'abs',
    'sqrt',
    'exp',
    'log',
    'reshape',
    'flatten',
  ],
  ...['squeeze', 'expand', 'add', 'sub', 'mul', 'div', 'squaredError'],
];

export const zeroGradient: Lint = {
  name: 'zero-gradient',
  about: 'a loss all of which passes through stopGradient, argMax, a comparison or rounding: its gradient is zero',
  check: (file) =>
    callsTo(file, ['trainStep', 'grad', 'valueAndGrad'])
      .flatMap((call) => call.arguments.flatMap(lossesOf))
      .flatMap((loss) => {
        const value = resultOf(loss);
        const by = value && flattening(value, 8);
        if (by === undefined) return [];
        return [
          {
            sentence: `the gradient of this loss is zero: all of it goes through ${calledName(by)}`,
            place: placeOf(by),
            suggestion: 'a loss that has a slope: crossEntropy, squaredError, ...',
          },
        ];
      }),
};

/** A function that is the argument, or the loss of a record: { target, loss }. */
function lossesOf(argument: ts.Expression): (ts.ArrowFunction | ts.FunctionExpression)[] {
  if (ts.isArrowFunction(argument) || ts.isFunctionExpression(argument)) return [argument];
  if (!ts.isObjectLiteralExpression(argument)) return [];
  return argument.properties.flatMap((p) =>
    ts.isPropertyAssignment(p) && p.name.getText() === 'loss' ? lossesOf(p.initializer) : [],
  );
}

function resultOf(f: ts.ArrowFunction | ts.FunctionExpression): ts.Expression | undefined {
  if (!ts.isBlock(f.body)) return f.body;
  const last = f.body.statements.at(-1);
  return last !== undefined && ts.isReturnStatement(last) ? last.expression : undefined;
}

/** The operation that leaves nothing of a slope; undefined where one may be left. */
function flattening(value: ts.Expression, depth: number): ts.CallExpression | undefined {
  if (depth === 0) return undefined;
  if (ts.isParenthesizedExpression(value)) return flattening(value.expression, depth - 1);
  if (ts.isIdentifier(value)) {
    const from = initializerOf(value);
    return from && flattening(from, depth - 1);
  }
  if (!ts.isCallExpression(value)) return undefined;
  const name = calledName(value);
  if (flat.includes(name)) return value;
  if (!through.includes(name)) return undefined;
  const operands = value.arguments.filter(
    (a) =>
      !ts.isNumericLiteral(a) &&
      !ts.isArrayLiteralExpression(a) &&
      !ts.isStringLiteral(a) &&
      !ts.isObjectLiteralExpression(a),
  );
  const found = operands.map((o) => flattening(o, depth - 1));
  return found.every((f) => f !== undefined) ? found[0] : undefined;
}

/** The initializer of a `const` of the same function, by its name. */
function initializerOf(name: ts.Identifier): ts.Expression | undefined {
  const block = ts.findAncestor(name, ts.isBlock);
  for (const statement of block?.statements ?? []) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const d of statement.declarationList.declarations)
      if (ts.isIdentifier(d.name) && d.name.text === name.text) return d.initializer;
  }
  return undefined;
}
