// Which of the calls in a line is the one that could not be lifted, where the stack does not say.
import { ts } from 'ts-morph';
import { placeOf } from '../frame.ts';
import { LiftError } from './error.ts';
import { bare } from './syntax.ts';

/** A call that is not, or cannot be, the one that was made. */
export interface Tried {
  readonly call: ts.CallExpression;
  readonly error: LiftError;
  /** whether it cannot be lifted; else it computes something else */
  readonly refused: boolean;
}

/** The error of the call that was made with the function: by its text, or by what is left when others are ruled out. */
export function errorAmong(tried: readonly Tried[], f: (...numbers: number[]) => number): LiftError {
  const given = tried.filter(({ call }) => isSource(call.arguments[0]!, f));
  const possible = given.length > 0 ? given : tried;
  const refused = possible.filter((t) => t.refused);
  const [first, ...others] = refused.length > 0 ? refused : possible;
  if (others.length === 0 || given.length > 0) return first!.error;
  const reasons = [first!, ...others].map(({ error }) => error.reason);
  return new LiftError(
    placeOf(first!.call),
    `one of ${reasons.length} calls in this line cannot be lifted, and the loader does not say which: ${reasons.join('; ')}`,
    'Write each call in a line of its own.',
  );
}

/** Whether the function may have been written so, types and layout aside. */
function isSource(argument: ts.Expression, f: (...numbers: number[]) => number): boolean {
  const written = bare(argument);
  if (ts.isIdentifier(written)) return f.name === written.text;
  return plain(`(${written.getText()})`) === plain(`(${f.toString()})`);
}

/** The code without types, layout, and what printers add or leave out. */
function plain(code: string): string {
  const options = { target: ts.ScriptTarget.ES2022, removeComments: true };
  return ts.transpile(code, options).replace(/[\s;(),'"`]/g, '');
}
