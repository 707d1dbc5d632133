// TypeScript's own complaints about tensors and layers, for which the language has no sentence: said in its words.
import { shapeText, type TensorType } from '../types/tensor.ts';

const tensor = /^Tensor<(.+)>$/;
const pair = /(?:Type|Argument of type) '(.+?)' is not assignable to (?:type|parameter of type) '(.+?)'(?=[.\n]|$)/g;

/** A Tensor type as a message writes it. */
export function readTensor(text: string): TensorType | undefined {
  const inside = tensor.exec(text.trim())?.[1];
  if (inside === undefined) return undefined;
  const found = /^\[(.*)\](?:, (?:"(\w+)"|(\w+)))?$/.exec(inside);
  if (found === null) return undefined;
  const [, shape, dtype = found[3] ?? 'f32'] = found;
  return { shape: shape === '' ? [] : shape!.replaceAll('"', '').split(', '), dtype };
}

/** The pairs of a message, outermost first: what was given, and what was expected. */
export function pairsIn(message: string): { readonly given: string; readonly expected: string }[] {
  return [...message.matchAll(pair)].map((m) => ({ given: m[1]!, expected: m[2]! }));
}

/** A sentence for a message that is about tensors, or undefined. */
export function tensorSentence(message: string): string | undefined {
  const pairs = pairsIn(message);
  for (const { given, expected } of pairs.toReversed()) {
    const [a, b] = [readTensor(given), readTensor(expected)];
    if (a !== undefined && b !== undefined) return `expected a tensor ${shapeText(b)}, got ${shapeText(a)}`;
  }
  for (const { given, expected } of pairs.toReversed()) {
    const [a, b] = [readTensor(given), readTensor(expected)];
    const plain = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
    if (b !== undefined) return `expected a tensor ${shapeText(b)}, got ${plain(given)}`;
    if (a !== undefined && !expected.includes(' & '))
      return `expected ${plain(expected)}, got a tensor ${shapeText(a)}`;
    if (/^Tensor</.test(expected)) return `expected a tensor, got ${plain(given)}`;
  }
  return undefined;
}
