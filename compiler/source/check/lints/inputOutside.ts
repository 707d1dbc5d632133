// An input with named dimensions that is computed with, and not fed to a model: its sizes are never known.
import { ts } from 'ts-morph';
import { tensorType } from '../../types/tensor.ts';
import { callsOf, type Found, type Lint, placeIn } from './lint.ts';
import { type Called, type Meaning, meaningOf } from './meaning/index.ts';
import { type Call, known, type Value } from './meaning/value.ts';
import { contains } from './meaning/writes.ts';

export const inputOutsideModel: Lint = {
  name: 'input-outside-model',
  about: "an input with named dimensions that is used in place of what a model's function is given: it always throws",
  wrong: `const x = input('batch', 784);
const hidden = relu(affine(784, 64)(x));`,
  right: `const net = model({ hidden: affine(784, 64) }, input('batch', 784), (p, x) => relu(p.hidden(x)));`,
  check: (file, checker) => {
    // a file that declares functions without a body is about types: it never runs
    if (!file.isDeclarationFile && file.statements.some(isAmbient)) return [];
    const meaning = meaningOf(checker);
    const inputs = new Set([...meaning.calls(file, 'input', 'input.i32', 'input.bool')].filter(hasNames));
    return inputs.size === 0 ? [] : computedWith(inputs, meaning, file);
  },
};

const isAmbient = (s: ts.Statement): boolean =>
  ts.isFunctionDeclaration(s) && s.modifiers?.some((m) => m.kind === ts.SyntaxKind.DeclareKeyword) === true;

const hasNames = ({ args }: Call): boolean => args.some((a) => typeof known(a) === 'string');

/** They take declared inputs as they are. */
const declaring: ReadonlySet<string> = new Set(['model', 'trainStep', 'evaluateStep', 'predictStep', 'pipe', 'flow']);

function computedWith(inputs: ReadonlySet<Value>, meaning: Meaning, file: ts.SourceFile): Found[] {
  const found = new Map<Value, Found>();
  const look = (value: Value, root: ts.Node) => {
    if (!('args' in value) || (value.is === 'call' && declaring.has(value.name))) return;
    for (const arg of value.args.flatMap((a) => (a.is === 'list' ? a.items : [a]))) {
      if (!inputs.has(arg) || found.has(arg)) continue;
      const by = value.is === 'call' ? value.name : 'a layer';
      const shape = (arg as Call).args.map((a) => known(a)).map((d) => (typeof d === 'symbol' ? '...' : d));
      found.set(arg, {
        sentence: `input: [${shape.join(', ')}] is given to ${by} outside of a model: its named dimensions have no size there`,
        // in a function of the user's it is the call of that which is wrong
        place: placeIn(file, contains(root, value.node) ? value.node : root),
        suggestion: `what a model's function is given in its place: model(layers, input(${shape.map((d) => (typeof d === 'string' ? `'${d}'` : d)).join(', ')}), (p, x) => ...)`,
      });
    }
  };
  for (const { node, value } of [...meaning.values(file), ...ofOwnFunctions(meaning, file)])
    for (const part of madeOf(value)) look(part, node);
  return [...found.values()];
}

/** What functions of the user's give for tensors, as they go on with them. */
const ofOwnFunctions = ({ on }: Meaning, file: ts.SourceFile): Called[] =>
  callsOf(file)
    .filter((call) => call.arguments.some((a) => tensorType(on.checker.getTypeAtLocation(a), on.checker) !== undefined))
    .map((node) => ({ node, value: on.of(node) }));

/** A value and those that it was computed from. */
function madeOf(value: Value): ReadonlySet<Value> {
  const all = new Set<Value>();
  const visit = (v: Value): void => {
    if (all.has(v)) return;
    all.add(v);
    if (v.is === 'call' || v.is === 'applied') v.args.forEach(visit);
  };
  visit(value);
  return all;
}
