// Cases of the law that types and run-time rules agree.
import { ShapeError } from '../../dsl/error.ts';

/** A type-level expression, and what the run-time rule says about it: a value, or an error sentence. */
export interface Case {
  readonly type: string;
  readonly expected: string;
}

export const show = (value: unknown): string => JSON.stringify(value).replaceAll("'", "\\'").replaceAll('"', "'");

/** The rule's value as a type; `rejected` is what the type is when the rule throws the sentence. */
export function answer(rule: () => unknown, rejected: (sentence: string) => string = () => 'null'): string {
  try {
    return show(rule());
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    return rejected(error.sentence);
  }
}

/** `result` when the rule does not throw. */
export const passing = (rule: () => unknown, result: unknown) => () => {
  rule();
  return result;
};
