// The lints, and how one is switched off at a place.
import type { ts } from 'ts-morph';
import type { Fault } from '../fault.ts';
import { dimensionText } from './dimensionText.ts';
import type { Lint } from './lint.ts';
import { numberDimension } from './numberDimension.ts';
import { symbolRoles } from './symbolRoles.ts';
import { stoppedLayer, unusedInput, unusedLayer } from './unused.ts';
import { zeroGradient } from './zeroGradient.ts';

export const lints: readonly Lint[] = [
  ...[numberDimension, unusedLayer, unusedInput, stoppedLayer],
  ...[zeroGradient, symbolRoles, dimensionText],
];

/** What the lints find in a file, but for those without. */
export function lint(file: ts.SourceFile, checker: ts.TypeChecker, without: readonly string[]): Fault[] {
  return lints
    .filter((l) => !without.includes(l.name))
    .flatMap((l) => l.check(file, checker).map((found) => ({ ...found, rule: l.name })))
    .filter(({ rule, place }) => !ignored(file, place.start, rule))
    .map(({ rule, sentence, place, suggestion }) => ({
      ...{ rule, severity: 'warning' as const, sentence, place, suggestion },
      operands: [],
      origins: [],
    }));
}

/** Does `// quern-ignore NAME` stand on the line or above it? */
function ignored(file: ts.SourceFile, start: number, rule: string): boolean {
  const { line } = file.getLineAndCharacterOfPosition(start);
  const lines = file.text.split('\n').slice(Math.max(0, line - 1), line + 1);
  return lines.some((text) => new RegExp(`//\\s*quern-ignore\\b(?:.*\\b${rule}\\b|\\s*$)`).test(text));
}
