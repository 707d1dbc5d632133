// What an editor offers to do about what is wrong: fixes, each of which was tried, and the comment that switches a lint off.
import type { Fault } from '../check/fault.ts';
import type { Edit } from '../check/fix.ts';
import { type Found, isLint } from './diagnostics.ts';

export interface Action {
  /** 'inputs come first: affine(784, 128)' */
  readonly title: string;
  readonly fault: Fault;
  readonly edits: readonly Edit[];
  /** the most probable fix */
  readonly preferred: boolean;
}

/** What can be done about the faults that touch a range of the file. */
export function actionsIn({ faults }: Found, start: number, end: number): Action[] {
  return faults
    .filter(({ place }) => place.start <= end && place.end >= start)
    .flatMap((fault) => [
      ...(fault.fixes ?? []).map(({ words, edits }, i) => ({ title: words, fault, edits, preferred: i === 0 })),
      ...(isLint(fault) ? [switchedOff(fault)] : []),
    ]);
}

function switchedOff(fault: Fault): Action {
  const { rule, place } = fault;
  const { file } = place;
  const { line } = file.getLineAndCharacterOfPosition(place.start);
  const [start, before] = [line, Math.max(line - 1, 0)].map((l) => file.getPositionOfLineAndCharacter(l, 0));
  // a comment that is there already is told one more name
  const there = /\/\/\s*quern-disable-next-line\s+[\w-]+(?:\s*,\s*[\w-]+)*/.exec(file.text.slice(before, start));
  const indent = /^[ \t]*/.exec(file.text.slice(start))![0];
  const edit =
    there === null
      ? { at: start!, text: `${indent}// quern-disable-next-line ${rule}\n` }
      : { at: before! + there.index + there[0].length, text: `, ${rule}` };
  return {
    title: `switch ${rule} off for this line`,
    fault,
    edits: [{ file, start: edit.at, end: edit.at, text: edit.text }],
    preferred: false,
  };
}
