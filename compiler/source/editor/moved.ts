// What was found in an earlier text of a file, where it is now.
import type { ts } from 'ts-morph';
import type { Fault } from '../check/fault.ts';

/** Faults of `before` in `now`: what lies in or across what was changed is left out, and fixes are for the earlier text. */
export function movedFaults(faults: readonly Fault[], before: ts.SourceFile, now: ts.SourceFile): Fault[] {
  if (faults.length === 0 || before === now) return [...faults];
  const { head, tail } = same(before.text, now.text);
  const by = now.text.length - before.text.length;
  return faults.flatMap((fault) => {
    const { start, end } = fault.place;
    const isAfter = start >= before.text.length - tail;
    if (!isAfter && end > head) return [];
    const moved = isAfter ? by : 0;
    return [{ ...fault, fixes: [], proposals: [], place: { file: now, start: start + moved, end: end + moved } }];
  });
}

/** How many letters two texts have in common at the beginning, and at the end. */
function same(a: string, b: string): { readonly head: number; readonly tail: number } {
  const most = Math.min(a.length, b.length);
  let [head, tail] = [0, 0];
  while (head < most && a[head] === b[head]) head++;
  while (tail < most - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return { head, tail };
}
