// What the command line prints: text of which a terminal obeys our own colours alone, and JSON of which it obeys nothing.
import { jsonText, terminalText } from '../../compiler/escape.ts';

export const say = (text: string): void => console.log(terminalText(text));
export const sayJson = (value: unknown): void => console.log(jsonText(value));
/** On standard error. */
export const complain = (error: unknown): void =>
  console.error(terminalText(error instanceof Error ? error.message : String(error)));
