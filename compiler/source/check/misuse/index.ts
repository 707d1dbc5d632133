// Mistakes for which the types have no sentence of their own, or one about what follows from them. Each reader knows one
// mistake; the first that recognises it has the word.
import { argumentCount, axisValue, mathOfTensor, operator, sizesInArray, wrongKind } from './calls.ts';
import type { Diagnosis, Reading } from './diagnosis.ts';
import { missingExport, missingProperty, modelMember, notAList, notAwaited, tensorMember } from './members.ts';
import { option } from './options.ts';
import { layerMember, numbersMember, optimizerMember, resultMember } from './results.ts';
import { modeFirst, namedStage, uncalledStage } from './stages.ts';
import { bodyFirst, elementType, initialState, notATensor, otherState, scalarLoss, scanBody } from './values.ts';
import { flowAtOnce, maybeGiven, nestedData, padding } from './written.ts';

type Reader = (d: Diagnosis) => Reading | undefined;

const readers: readonly Reader[] = [
  ...[notAwaited, missingExport, operator, option, maybeGiven, nestedData, padding, flowAtOnce, argumentCount],
  ...[
    tensorMember,
    modelMember,
    layerMember,
    numbersMember,
    optimizerMember,
    resultMember,
    missingProperty,
    notAList,
    mathOfTensor,
  ],
  ...[modeFirst, uncalledStage, namedStage, sizesInArray, bodyFirst, scanBody, axisValue],
  ...[otherState, notATensor, elementType, scalarLoss, initialState, wrongKind],
];

export function misuse(diagnosis: Diagnosis): Reading | undefined {
  for (const reader of readers) {
    const reading = reader(diagnosis);
    if (reading !== undefined) return reading;
  }
  return undefined;
}
