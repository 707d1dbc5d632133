// The language's own sentences inside of TypeScript's messages: a wrong argument is not assignable to a type that is the
// sentence, and the message quotes that type.
import { ts } from 'ts-morph';
import { type Sentence, sentences } from '../../../dsl/shape/messages.ts';

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

const patterns: readonly Pattern[] = Object.entries(sentences).map(([key, sentence]) => {
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
  return { key: best.key, words, text };
}

/** The sentence that a message quotes, the innermost of several. */
export function saidIn(message: string): Said | undefined {
  const quoted = [...message.matchAll(/'(["`])(.*?)\1'(?=[ .,;]|$)/gm)].map((m) => m[2]!.replaceAll('\\"', '"'));
  for (const text of [...quoted.reverse(), ...deferred(message)]) {
    const said = sentenceOf(withParameters(text));
    if (said !== undefined) return said;
  }
  return undefined;
}

/** Sentences that a conditional type over type parameters has not decided on yet: `...: ${I} vs ${O}` in its text. */
const deferred = (message: string): string[] => [...message.matchAll(/`([^`]*\$\{[^`]*)`/g)].map((m) => m[1]!);

/** `${I} vs ${O}` of type parameters as they are called: I vs O. A size that is any number stays `${number}`. */
const withParameters = (text: string): string =>
  text.replace(
    /\$\{(?!number\}|string\}|any\})(?:(?:Word|Text)<([^{}]*)>|([^{}]*))\}/g,
    (_, inner?: string, whole?: string) => (inner ?? whole)!,
  );

/** A diagnostic's whole chain as text. */
export function messageOf(diagnostic: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
}
