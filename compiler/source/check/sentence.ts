// The language's own sentences inside of TypeScript's messages: a wrong argument is not assignable to a type that is the
// sentence, and the message quotes that type.
import { ts } from 'ts-morph';
import { rareSentences, type Sentence, sentences } from '../../../dsl/shape/messages.ts';
import { arithmeticIn } from '../types/dimension.ts';

export interface Said {
  readonly key: Sentence;
  /** what fills the sentence's holes, as it reads */
  readonly words: readonly string[];
  readonly text: string;
}

interface Pattern {
  readonly key: Sentence;
  readonly pattern: RegExp;
  /** the hole of each group */
  readonly holes: readonly number[];
  /** letters that are not holes: of two that match, the one that says more is meant */
  readonly fixed: number;
}

const patterns: readonly Pattern[] = Object.entries({ ...sentences, ...rareSentences }).map(([key, sentence]) => {
  const parts = sentence.split(/\{(\d)\}/);
  const holes = parts.flatMap((p, i) => (i % 2 === 1 ? [Number(p)] : []));
  const source = parts.map((p, i) => (i % 2 === 1 ? '(.+?)' : p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).join('');
  const fixed = parts.reduce((n, p, i) => n + (i % 2 === 0 ? p.length : 0), 0);
  return { key: key as Sentence, pattern: new RegExp(`^${source}$`), holes, fixed };
});

/** Which sentence a text is, with its words. */
export function sentenceOf(text: string): Said | undefined {
  let best: Pattern | undefined;
  for (const p of patterns) if (p.pattern.test(text) && p.fixed > (best?.fixed ?? -1)) best = p;
  if (best === undefined) return undefined;
  const found = best.pattern.exec(text)!;
  const words: string[] = [];
  for (const [i, hole] of best.holes.entries()) words[hole] ??= found[i + 1]!;
  // 'labels are f32' is about their type, 'labels are [batch, 10]' about their shape
  if (best.key === 'labels' && !words[1]!.startsWith('['))
    return { key: 'typeAre', words: [words[0]!, 'labels', words[1]!, words[2]!], text };
  return { key: best.key, words, text };
}

/** The sentence that a message quotes, the innermost of several; of alternatives, the one that says most. */
export function saidIn(message: string): Said | undefined {
  const quoted = [...message.matchAll(/'((["`]).*?\2(?: \| (?:undefined|(["`]).*?\3))*)'(?=[ .,;]|$)/gm)].map(
    (m) => m[1]!,
  );
  for (const text of quoted.reverse()) {
    const said = alternatives(text).flatMap((t) => sentenceOf(t) ?? []);
    if (said.length > 0) return said.reduce((best, s) => (unknowns(s.text) < unknowns(best.text) ? s : best));
  }
  // a conditional type that is not put together yet has the sentence as one of its ends
  for (const [, , text] of message.matchAll(/(["`])((?:(?!\1).)*)\1/g)) {
    const said = sentenceOf(plain(text!));
    if (said !== undefined) return said;
  }
  return undefined;
}

/** 'a' of "a", and 'a' and 'b' of "a" | `b`, without quotes. */
const alternatives = (text: string): string[] =>
  [...text.matchAll(/(["`])((?:\\.|(?!\1).)*)\1(?= \||$)/g)].map((m) => plain(m[2]!.replaceAll('\\"', '"')));

/** Holes that nothing fills. */
const unknowns = (text: string): number => (text.match(/\?|\[\]|\bnever\b/g) ?? []).length;

/** A sentence with names where types still have a template: '[${Text<B>}, 128]' is [B, 128]. */
export function plain(sentence: string): string {
  let text = arithmeticIn(sentence)
    .replace('expected never, got', 'nothing fits here, got')
    .replace(/`[^`]*\$\{(?:string|number)\}[^`]*`|\$\{(?:string|number)\}|\bnever(?=[,\]])/g, '?');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text
      .replace(/!(?:cannot broadcast|window exceeds dimension \w+)/g, '?')
      .replace(/\$\{(?:\w+<)*\[?([^<>{}[\]]*)\]?>*\}/g, '$1');
  }
  return text;
}

/** Does a text speak of types that are not determined, or of what is impossible? */
export const isOpen = (text: string): boolean =>
  /!(?:cannot|window)|\bnever\b|\[\.*(?:Shape|Dim)\b|\bDim\b(?!\w)|\bDType\b|\$\{(?:string|number)\}|Tensor<(?:Shape|any)\b|\[any\]|\[\] DType|\b(?:as|Any)?Tree\b/.test(
    text,
  );

/** A diagnostic's whole chain as text. */
export function messageOf(diagnostic: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
}

/** Dimensions of '[a, b]'. */
export function dimensionsOf(text: string | undefined): string[] {
  const inside = /^\[(.*)\]$/.exec(text ?? '')?.[1];
  return inside === undefined || inside === '' ? [] : inside.split(', ');
}
