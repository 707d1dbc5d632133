// Statements that were printed, run.
import type { Expr } from '../../../dsl/expr.ts';

/** What has these names where the statements have run. Their only types say that an element of a list is there. */
export function valuesOf(
  statements: string,
  names: readonly string[],
  scope: Readonly<Record<string, unknown>>,
): readonly Expr[] {
  const text = statements.replaceAll(']!', ']');
  // Boundary: the text is a program over the scope, whose values are expressions
  return new Function(...Object.keys(scope), `'use strict';\n${text}\nreturn [${names.join(', ')}];`)(
    ...Object.values(scope),
  ) as Expr[];
}
