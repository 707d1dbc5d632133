// A likely fix for each sentence, as code to write.
import type { ts } from 'ts-morph';
import type { Sentence } from '../../../dsl/shape/messages.ts';
import { type TensorType, tensorType } from '../types/tensor.ts';
import { short } from './operands.ts';
import type { Said } from './sentence.ts';

export interface Context {
  readonly words: readonly string[];
  /** the tensor that was given where the sentence was expected */
  readonly given: TensorType | undefined;
  readonly call: ts.CallExpression | undefined;
  readonly checker: ts.TypeChecker;
}

type Rule = (context: Context) => string | undefined;

const rules: Partial<Record<Sentence, Rule>> = {
  matmulInner: transposed,
  matmulRank: ({ call, checker }) => {
    const [a, b] = tensorsOf(call, checker);
    return a?.type.shape.length === 1 && b?.type.shape.length === 1
      ? `dot(${a.text}, ${b.text}) for two vectors`
      : undefined;
  },
  features: ({ words: [layer, inputs, outputs, got], given }) => {
    if (product(given?.shape.slice(1)) === Number(inputs))
      return `flatten first: pipe(x, flatten, ${layer}(${inputs}, ${outputs}))`;
    if (got === outputs) return `inputs come first: ${layer}(${outputs}, ${inputs})`;
    return `${layer}(${got}, ${outputs})`;
  },
  layerChannels: ({ words: [layer, inputs, outputs, got], given }) =>
    given !== undefined && given.shape.at(-1) === inputs && given.shape.length === 4
      ? 'channels come second, [batch, channels, height, width]: permute(x, 0, 3, 1, 2)'
      : `${layer}(${got}, ${outputs}, ...)`,
  channels: ({ given }) =>
    given?.shape.length === 4 ? 'channels come second, [batch, channels, height, width]' : undefined,
  normChannels: ({ words: [layer, , got] }) => `${layer}(${got})`,
  normWidth: ({ words: [layer, , got] }) => `${layer}(${got})`,
  layerRank: ({ given, words: [, , , expected] }) =>
    given === undefined ? undefined : `${oneMoreOrLess(given.shape, expected ?? '')}`,
  positions: ({ given }) =>
    given !== undefined && (given.shape.length === 3 || given.shape.length === 2)
      ? `add the axis of channels: expand(x, 1) is [${[given.shape[0], 1, ...given.shape.slice(1)].join(', ')}]`
      : undefined,
  broadcast: aligned,
  target: ({ words: [, prediction, target] }) => {
    const [p, t] = [dimensionsOf(prediction), dimensionsOf(target)];
    if (p.length === t.length + 1 && p.at(-1) === '1') return 'squeeze(prediction, -1)';
    if (t.length === p.length + 1 && t.at(-1) === '1') return 'squeeze(target, -1)';
    return p.length > t.length
      ? 'for indices of classes use crossEntropy; for numbers give the target the same shape'
      : undefined;
  },
  operandTypes: ({ words: [, a, b] }) => `cast one: cast(x, '${a === 'f32' || b === 'f32' ? 'f32' : 'i32'}')`,
  typeIs: ({ words: [, , is, expected] }) => converted(is, expected),
  typeAre: ({ words: [, role, , expected] }) =>
    role === 'labels' && expected === 'i32'
      ? "labels are the numbers of classes: declare them with input.i32('batch'); one-hot rows become labels by argMax(rows, -1)"
      : `cast(${role}, '${expected}')`,
  labels: ({ words: [, labels, expected] }) =>
    dimensionsOf(labels).length > dimensionsOf(expected).length
      ? 'labels are one number of a class for each row: argMax(rows, -1) of one-hot rows'
      : undefined,
  gradScalar: () => 'a loss is one number: mean(loss) or sum(loss)',
  heads: ({ words: [, width, heads] }) => {
    const [w, h] = [Number(width), Number(heads)];
    const divisors = Array.from({ length: w }, (_, i) => i + 1).filter((d) => w % d === 0);
    const best = divisors.sort((a, b) => Math.abs(a - h) - Math.abs(b - h))[0];
    return best === undefined ? undefined : `${best} heads, or a width of ${Math.ceil(w / h) * h}`;
  },
  reshape: ({ words: [shape, count] }) => `one -1 is computed, e.g. reshape(x, ${dimensionsOf(shape)[0] ?? count}, -1)`,
  window: ({ words: [dimension] }) => `a window of at most ${dimension}, or padding around the input`,
  literal: ({ words: [type] }) =>
    type === 'number' || type === 'string'
      ? "write the number itself, declare it with `const`, or name the dimension: 'batch'"
      : undefined,
  vocabulary: ({ words: [, a, b] }) => `one vocabulary for both: ${a} or ${b}`,
  positionsMost: ({ words: [name, , width, length] }) => `${name}(${length}, ${width})`,
  attendWidth: ({ words: [, queries] }) => `keys of width ${queries}: an affine(..., ${queries}) before`,
  opened: ({ words: [, , , , expected] }) => `T has to end in ${expected}`,
  kept: ({ words: [, from, to] }) =>
    `a layer that leads from ${to} back to ${from} at the end of T, e.g. affine(${dimensionsOf(to).at(-1)}, ${dimensionsOf(from).at(-1)})`,
  stacked: ({ words: [expected, got] }) => `a layer of ${got} inputs instead of ${expected}`,
  split: ({ words: [dimension] }) => divisorsOf(dimension),
  axis: ({ words: [, , shape] }) => {
    const rank = dimensionsOf(shape).length;
    return rank === 0 ? undefined : `axes of ${shape} are 0 to ${rank - 1}, or -1 to -${rank} from the end`;
  },
  even: ({ words: [, width] }) => `a width of ${Number(width) + 1}`,
  concat: ({ words: [name, a, b] }) => {
    const [x, y] = [dimensionsOf(a), dimensionsOf(b)];
    const differing = x.flatMap((d, i) => (d === y[i] ? [] : [i]));
    return x.length === y.length && differing.length === 1 ? `${name} along axis ${differing[0]}` : undefined;
  },
};

/** What to write instead, where it is likely. */
export function suggestionFor(said: Said, context: Omit<Context, 'words'>): string | undefined {
  return rules[said.key]?.({ ...context, words: said.words });
}

/** Dimensions of '[a, b]'. */
export function dimensionsOf(text: string | undefined): string[] {
  const inside = /^\[(.*)\]$/.exec(text ?? '')?.[1];
  return inside === undefined || inside === '' ? [] : inside.split(', ');
}

function tensorsOf(call: ts.CallExpression | undefined, checker: ts.TypeChecker) {
  return (call?.arguments ?? []).flatMap((a) => {
    const type = tensorType(checker.getTypeAtLocation(a), checker);
    return type === undefined ? [] : [{ type, text: short(a) }];
  });
}

function transposed({ call, checker }: Context): string | undefined {
  const [a, b] = tensorsOf(call, checker);
  if (a === undefined || b === undefined) return undefined;
  const [k, m] = [a.type.shape.at(-1), a.type.shape.at(-2)];
  if (b.type.shape.at(-1) === k) return `transpose ${b.text}: matmul(${a.text}, transpose(${b.text}))`;
  if (b.type.shape.at(-2) === m) return `transpose ${a.text}: matmul(transpose(${a.text}), ${b.text})`;
  if (b.type.shape.at(-1) === m) return `exchange them: matmul(${b.text}, ${a.text})`;
  return undefined;
}

/** Where one operand lost an axis that the other has. */
function aligned({ words: [, first, second], call, checker }: Context): string | undefined {
  const [a, b] = [dimensionsOf(first), dimensionsOf(second)];
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const names = tensorsOf(call, checker).sort((x, y) => x.type.shape.length - y.type.shape.length);
  const name = names[0]?.text ?? 'it';
  for (let axis = 0; axis <= short.length && short.length === long.length - 1; axis++) {
    const opened = short.toSpliced(axis, 0, '1');
    if (opened.every((d, i) => d === '1' || long[i] === '1' || d === long[i]))
      return `give ${name} an axis of 1: expand(${name}, ${axis}) is [${opened.join(', ')}]`;
  }
  const exchanged = [...short.slice(0, -2), ...short.slice(-2).reverse()];
  if (short.length > 1 && exchanged.every((d, i) => d === long.slice(-short.length)[i])) return `transpose(${name})`;
  return undefined;
}

function converted(is: string | undefined, expected: string | undefined): string | undefined {
  if (expected === 'f32 or i32' || expected === 'f32') return `cast(x, 'f32')`;
  if (expected === 'bool') return is === 'f32' ? 'a comparison gives bool: greater(x, 0)' : `cast(x, 'bool')`;
  return expected === undefined ? undefined : `cast(x, '${expected}')`;
}

function oneMoreOrLess(shape: readonly string[], expected: string): string | undefined {
  const wanted = expected.replace(/[[\]]/g, '').split(', ').length;
  if (shape.length === wanted - 1)
    return `an axis is missing: expand(x, 1) is [${shape.toSpliced(1, 0, '1').join(', ')}]`;
  return undefined;
}

function divisorsOf(dimension: string | undefined): string | undefined {
  const n = Number(dimension);
  if (!Number.isSafeInteger(n) || n < 2) return undefined;
  const parts = Array.from({ length: Math.min(n, 64) }, (_, i) => i + 1).filter((d) => d > 1 && n % d === 0);
  return parts.length === 0 ? undefined : `${n} divides into ${parts.slice(0, 6).join(', ')} parts`;
}

/** The product of dimensions that are numbers. */
function product(shape: readonly string[] | undefined): number {
  return (shape ?? []).length < 2 ? Number.NaN : shape!.reduce((n, d) => n * Number(d), 1);
}
