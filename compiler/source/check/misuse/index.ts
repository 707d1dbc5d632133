// Mistakes for which the types have no sentence of their own, or one about what follows from them. Each reader knows one
// mistake; the first that recognises it has the word.
import { argumentCount, missingProperty, modeFirst, operator, option, sizesInArray, wrongKind } from './calls.ts';
import type { Diagnosis, Reading } from './diagnosis.ts';
import { elementType, initialState, notATensor, scalarLoss, scanBody } from './values.ts';

type Reader = (d: Diagnosis) => Reading | undefined;

const readers: readonly Reader[] = [
  operator,
  option,
  argumentCount,
  missingProperty,
  modeFirst,
  sizesInArray,
  scanBody,
  notATensor,
  elementType,
  scalarLoss,
  initialState,
  wrongKind,
];

export function misuse(diagnosis: Diagnosis): Reading | undefined {
  for (const reader of readers) {
    const reading = reader(diagnosis);
    if (reading !== undefined) return reading;
  }
  return undefined;
}
