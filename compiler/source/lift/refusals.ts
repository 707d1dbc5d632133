// The syntax that is not liftable: why, and what to write instead.
import { ts } from 'ts-morph';
import { refuse } from './error.ts';

type Refusal = readonly [reason: string, rewrite: string];

const K = ts.SyntaxKind;
const loop: Refusal = [
  'how often this loop turns depends on what it computes',
  'Write a for loop with constant bounds, and leave it with break: for (let i = 0; i < 8; i++) { if (done) break; ... }',
];
const list: Refusal = ['an array is not a number', 'Write the values one by one, or write the function with tensors.'];
const text: Refusal = ['text is not a number', 'Compute with numbers alone.'];
const object: Refusal = ['an object is not a number', 'Use a const for each of its fields.'];
const each: Refusal = ['this loop goes over a collection', 'Write a for loop with constant bounds over numbers.'];
const error: Refusal = ['a lifted function cannot fail', 'Return NaN where there is no value.'];
const waiting: Refusal = ['a lifted function cannot wait', 'Compute the value before, and pass it as another number.'];
const nothing: Refusal = ['there is no missing value among numbers', 'Use NaN, or a condition.'];
const classes: Refusal = ['a class is not a number', 'Write functions of numbers.'];
const assigned: Refusal = [
  'an assignment inside an expression cannot be lifted',
  'Make it a statement of its own, before this one.',
];

const refusals: Partial<Record<ts.SyntaxKind, Refusal>> = {
  [K.WhileStatement]: loop,
  [K.DoStatement]: loop,
  [K.ForOfStatement]: each,
  [K.ForInStatement]: each,
  [K.SwitchStatement]: ['a switch statement cannot be lifted', 'Write if and else.'],
  [K.ThrowStatement]: error,
  [K.TryStatement]: ['a lifted function cannot fail, so there is nothing to catch', 'Leave try and catch out.'],
  [K.ClassDeclaration]: classes,
  [K.ClassExpression]: classes,
  [K.EnumDeclaration]: object,
  [K.LabeledStatement]: ['a label cannot be lifted', 'Leave one loop at a time, with a condition after it.'],
  [K.DebuggerStatement]: ['debugger cannot be lifted', 'Leave it out; debug the function by calling it.'],
  [K.ArrayLiteralExpression]: list,
  [K.ElementAccessExpression]: list,
  [K.SpreadElement]: list,
  [K.StringLiteral]: text,
  [K.NoSubstitutionTemplateLiteral]: text,
  [K.TemplateExpression]: text,
  [K.TaggedTemplateExpression]: text,
  [K.RegularExpressionLiteral]: text,
  [K.BigIntLiteral]: ['a bigint is not a number', 'Leave the n out.'],
  [K.ObjectLiteralExpression]: object,
  [K.NewExpression]: object,
  [K.ThisKeyword]: ['this is not a number', 'Pass what it holds as another number.'],
  [K.SuperKeyword]: classes,
  [K.NullKeyword]: nothing,
  [K.VoidExpression]: nothing,
  [K.AwaitExpression]: waiting,
  [K.YieldExpression]: ['a lifted function gives one number', 'Return it.'],
  [K.TypeOfExpression]: ['all values are numbers, so typeof says nothing', 'Leave the test out.'],
  [K.DeleteExpression]: object,
  [K.ArrowFunction]: ['a function is not a number', 'Give it a name with const, and call it.'],
  [K.FunctionExpression]: ['a function is not a number', 'Give it a name with const, and call it.'],
};

const bits = 'Use Math.trunc, Math.floor, % and powers of two; a lifted function computes with real numbers.';
const operators: Partial<Record<ts.SyntaxKind, Refusal>> = {
  [K.AmpersandToken]: ['bits of real numbers cannot be combined', bits],
  [K.BarToken]: ['bits of real numbers cannot be combined', bits],
  [K.CaretToken]: ['bits of real numbers cannot be combined', 'Write a ** b for a power.'],
  [K.TildeToken]: ['bits of real numbers cannot be combined', bits],
  [K.LessThanLessThanToken]: ['bits of real numbers cannot be shifted', bits],
  [K.GreaterThanGreaterThanToken]: ['bits of real numbers cannot be shifted', bits],
  [K.GreaterThanGreaterThanGreaterThanToken]: ['bits of real numbers cannot be shifted', bits],
  [K.QuestionQuestionToken]: nothing,
  [K.CommaToken]: ['a comma joins expressions of which all but the last have no effect', 'Keep the last one.'],
  [K.InKeyword]: object,
  [K.InstanceOfKeyword]: object,
};

/** Refuses a statement or an expression of a kind that is not liftable. */
export function refuseSyntax(node: ts.Node): never {
  const [reason, rewrite] = refusals[node.kind] ?? [
    `${K[node.kind]} cannot be lifted`,
    'A lifted function has const, let, if, for, return and arithmetic.',
  ];
  refuse(node, reason, rewrite);
}

/** Refuses an operator. */
export function refuseOperator(node: ts.Node, operator: ts.SyntaxKind): never {
  const isAssignment = operator >= K.FirstAssignment && operator <= K.LastAssignment;
  const [reason, rewrite] = operators[operator] ??
    (isAssignment || operator === K.PlusPlusToken || operator === K.MinusMinusToken ? assigned : undefined) ?? [
      `the operator ${ts.tokenToString(operator)} cannot be lifted`,
      'A lifted function has arithmetic, comparisons, && || ! and ?:.',
    ];
  refuse(node, reason, rewrite);
}
