// One name for two dimensions: they always have one size, which is seldom meant.
import type { ts } from 'ts-morph';
import { type Found, type Lint, placeIn } from './lint.ts';
import { leavesOf, meaningOf } from './meaning/index.ts';
import { type Call, known } from './meaning/value.ts';

export const symbolRoles: Lint = {
  name: 'symbol-roles',
  about:
    'one name for two dimensions: twice in one f32 input, or inputs of a model that have two names in opposite order',
  wrong: `const queries = input('time', 'time');`,
  right: `const queries = input('time', 'source');
const mask = input.bool('time', 'time');`,
  check: (file, checker) => {
    const meaning = meaningOf(checker);
    return [
      ...meaning.calls(file, 'input').flatMap((call) => twice(call, file)),
      ...meaning.calls(file, 'model').flatMap((call) => exchanged(call, file)),
    ];
  },
};

interface Name {
  readonly text: string;
  readonly node: ts.Node;
}

const named = (call: Call): Name[] =>
  call.args.flatMap((a) => {
    const text = known(a);
    return typeof text === 'string' ? [{ text, node: a.node }] : [];
  });

function twice(call: Call, file: ts.SourceFile): Found[] {
  return named(call).flatMap((name, i, all) =>
    all.findIndex((n) => n.text === name.text) === i
      ? []
      : [
          {
            sentence: `${call.name}: two dimensions are called '${name.text}', so they always have one size`,
            place: placeIn(file, name.node, call.node),
            suggestion: `another name for one of them, e.g. '${name.text}2'`,
          },
        ],
  );
}

/** ['batch', 'time'] beside ['time', 'batch']. */
function exchanged(model: Call, file: ts.SourceFile): Found[] {
  const shapes = leavesOf(model.args[1]).flatMap(({ value }) => (value.is === 'call' ? [value] : []));
  return shapes.flatMap((call, k) => {
    const [a, b] = named(call);
    if (a === undefined || b === undefined || a.text === b.text) return [];
    const other = shapes.slice(0, k).find((o) => named(o)[0]?.text === b.text && named(o)[1]?.text === a.text);
    if (other === undefined) return [];
    return [
      {
        sentence: `model: one input is [${b.text}, ${a.text}, ...], another [${a.text}, ${b.text}, ...]`,
        place: placeIn(file, a.node, call.node, model.node),
        suggestion: 'the same order in all inputs, or other names',
      },
    ];
  });
}
