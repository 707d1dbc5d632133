// One name for two dimensions: they always have one size, which is seldom meant.
import { ts } from 'ts-morph';
import { placeOf } from '../../frame.ts';
import { calledName, callsTo, type Found, type Lint } from './lint.ts';

export const symbolRoles: Lint = {
  name: 'symbol-roles',
  about:
    'one name for two dimensions: twice in one f32 input, or inputs of a model that have two names in opposite order',
  check: (file) => [
    ...callsTo(file, ['input']).flatMap(twice),
    ...callsTo(file, ['model']).flatMap((call) =>
      call.arguments[1] === undefined ? [] : exchanged(call.arguments[1]),
    ),
  ],
};

const named = (call: ts.CallExpression): ts.StringLiteral[] => call.arguments.filter(ts.isStringLiteral);

function twice(call: ts.CallExpression): Found[] {
  return named(call).flatMap((name, i, all) =>
    all.findIndex((n) => n.text === name.text) === i
      ? []
      : [
          {
            sentence: `${calledName(call)}: two dimensions are called '${name.text}', so they always have one size`,
            place: placeOf(name),
            suggestion: `another name for one of them, e.g. '${name.text}2'`,
          },
        ],
  );
}

/** ['batch', 'time'] beside ['time', 'batch']. */
function exchanged(inputs: ts.Expression): Found[] {
  const shapes = callsTo(inputs, ['input', 'input.i32', 'input.bool']);
  return shapes.flatMap((call, k) => {
    const [a, b] = named(call);
    if (a === undefined || b === undefined || a.text === b.text) return [];
    const other = shapes.slice(0, k).find((o) => named(o)[0]?.text === b.text && named(o)[1]?.text === a.text);
    if (other === undefined) return [];
    return [
      {
        sentence: `model: one input is [${b.text}, ${a.text}, ...], another [${a.text}, ${b.text}, ...]`,
        place: placeOf(a),
        suggestion: 'the same order in all inputs, or other names',
      },
    ];
  });
}
