// The lints, and what each finds in a file where it is not switched off.
import type { ts } from 'ts-morph';
import type { Fault } from '../fault.ts';
import { batchByBatch } from './batchByBatch.ts';
import { dimensionText } from './dimensionText.ts';
import { evaluationMode } from './evaluationMode.ts';
import { inputOutsideModel } from './inputOutside.ts';
import type { Lint } from './lint.ts';
import { probabilitiesAsLogits } from './logits.ts';
import { numberDimension } from './numberDimension.ts';
import { settingsFor } from './settings.ts';
import { sharedLayer } from './sharedLayer.ts';
import { isDisabled } from './switches.ts';
import { symbolRoles } from './symbolRoles.ts';
import { tensorCondition } from './tensorCondition.ts';
import { trainingData } from './trainingData.ts';
import { unregisteredLayer } from './unregistered.ts';
import { stoppedLayer, unusedInput, unusedLayer } from './unused.ts';
import { zeroGradient } from './zeroGradient.ts';
import { zeroRate } from './zeroRate.ts';

export const lints: readonly Lint[] = [
  ...[numberDimension, dimensionText, symbolRoles, batchByBatch],
  ...[unusedLayer, unusedInput, unregisteredLayer, sharedLayer, inputOutsideModel],
  ...[zeroGradient, stoppedLayer, probabilitiesAsLogits, evaluationMode, zeroRate],
  ...[tensorCondition, trainingData],
];

const names = lints.map((l) => l.name);

/** What the lints find in a file, but for those that are switched off. */
export function lint(file: ts.SourceFile, checker: ts.TypeChecker, without: readonly string[]): Fault[] {
  const settings = settingsFor(file, checker, names);
  const found = lints
    .filter((l) => !without.includes(l.name) && settings[l.name] !== 'off')
    .flatMap((l) => l.check(file, checker).map((f) => ({ ...f, rule: l.name })))
    .filter(({ rule, place }) => !isDisabled(place, rule));
  // a model that two steps train is looked at twice
  const same = (a: (typeof found)[number], b: (typeof found)[number]) =>
    a.rule === b.rule && a.sentence === b.sentence && a.place.start === b.place.start && a.place.file === b.place.file;
  return found
    .filter((f, i) => found.findIndex((other) => same(f, other)) === i)
    .map(({ rule, sentence, place, suggestion, proposals = [] }) => ({
      ...{ rule, severity: settings[rule] === 'error' ? ('error' as const) : ('warning' as const) },
      ...{ sentence, place, suggestion, proposals },
      operands: [],
      origins: [],
    }));
}
