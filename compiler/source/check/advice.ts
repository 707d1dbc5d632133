// Advice that was tried: proposals are applied to copies of the source, the most probable first, and those that compile are
// told. Where the error goes and another appears behind it, the search goes on from there.
import type { ts } from 'ts-morph';
import type { Place } from '../frame.ts';
import type { Finding } from './finding.ts';
import { composed, type Edit, edited, type Fix, isImport, moved, overlap, type Proposal, wordsOf } from './fix.ts';
import { proposalsFor } from './propose/index.ts';
import type { Steps } from './steps.ts';
import { Trials, type Variant } from './trial.ts';

/** How the search for a fix is bounded. */
const bounds = {
  /** rounds: each is one program */
  rounds: 6,
  /** copies of a file in a round; the likeliest alone comes first, and is mostly right */
  width: 3,
  /** errors that are fixed one behind the other */
  depth: 3,
  /** what each further error costs in likelihood */
  step: 10,
  /** what is less likely than this is not told */
  least: 40,
  /** how much less probable a second fix may be to be told beside the first */
  beside: 2,
};

/** A proposal in the queue, and how many errors it fixes. */
interface Open extends Proposal {
  readonly depth: number;
}

/** A proposal that compiles. */
interface Fixed extends Open {
  /** what is less likely than this is not tried any more: where other errors are left, their going may make it likelier */
  readonly enough: number;
}

/** The search for one error's fix. */
interface Search {
  readonly finding: Finding;
  readonly queue: Open[];
  readonly fixed: Fixed[];
  readonly seen: Set<string>;
  /** errors of the file that go with the best fix */
  gone: ReadonlySet<Finding>;
  /** the error that types would tell if they saw what the program says */
  behind?: string;
}

export interface Advice {
  readonly fixes: readonly Fix[];
  /** other errors of the file that are gone with the first of the fixes */
  readonly gone: ReadonlySet<Finding>;
  /** the error that is there already, and that types do not see */
  readonly behind: string | undefined;
}

/** What TypeScript and the language say of a file, the errors of one rule at least. */
export type Look = (file: ts.SourceFile, program: ts.Program, rule: string) => readonly Finding[];

/** Fixes for errors of one program. `all` has every error of the files, with those that are not about tensors. */
export function* advise(
  program: ts.Program,
  wanted: readonly Finding[],
  all: readonly Finding[],
  look: Look,
): Steps<ReadonlyMap<Finding, Advice>> {
  const trials = new Trials(program);
  const searches = wanted.map((finding): Search => {
    const queue = proposalsFor(finding.clue, finding.proposals).map((p) => ({ ...p, depth: 1 }));
    return {
      finding,
      queue: queue.filter((p) => p.likelihood >= bounds.least && inOneFile(finding.place.file)(p)),
      fixed: [],
      seen: new Set(),
      gone: new Set(),
    };
  });
  for (let round = 0; round < bounds.rounds; round++) {
    const tries = searches.flatMap((search) => nextOf(search, round).map((proposal) => ({ search, proposal })));
    if (tries.length === 0) break;
    const variants = trials.open(tries.map((t) => ({ file: t.search.finding.place.file, edits: t.proposal.edits })));
    for (const [i, { search, proposal }] of tries.entries()) {
      judge(search, proposal, variants[i]!, all, look);
      yield;
    }
  }
  return new Map(searches.map((s) => [s.finding, { fixes: fixesOf(s), gone: s.gone, behind: s.behind }]));
}

const inOneFile = (file: ts.SourceFile) => (p: Proposal) => p.edits.every((e) => e.file === file);

/** The proposals to try next: none once what compiles is more probable than all that is left. */
function nextOf({ queue, fixed, seen }: Search, round: number): Open[] {
  const enough = Math.max(0, ...fixed.map((f) => f.enough)) - bounds.beside;
  const next: Open[] = [];
  queue.sort((a, b) => b.likelihood - a.likelihood);
  while (
    next.length < (round === 0 ? 1 : bounds.width + round) &&
    queue[0] !== undefined &&
    queue[0].likelihood >= enough
  ) {
    const proposal = queue.shift()!;
    const text = edited(proposal.edits[0]!.file, proposal.edits);
    if (!seen.has(text)) next.push(proposal);
    seen.add(text);
  }
  return next;
}

/** Does the copy compile where the original did not, and as well everywhere else? */
function judge(search: Search, proposal: Open, variant: Variant, all: readonly Finding[], look: Look): void {
  const { finding, fixed, queue } = search;
  const { file } = finding.place;
  const before = new Map(
    all
      .filter((f) => f.place.file === file)
      .map((f) => [keyOf(f, moved(f.clue.node.getStart(), file, proposal.edits)), f]),
  );
  const found = look(variant.file, variant.program, finding.rule);
  const after = new Set(found.map((f) => keyOf(f, f.clue.node.getStart())));
  const still = keyOf(finding, moved(finding.clue.node.getStart(), file, proposal.edits));
  const fresh = found.filter((f) => !before.has(keyOf(f, f.clue.node.getStart())) || isSibling(f, finding));
  if (after.has(still)) return;
  if (fresh.length === 0) {
    const gone = new Set([...before].filter(([key]) => !after.has(key)).map(([, f]) => f));
    // what makes other errors go as well is likelier than what leaves them
    const likelihood = proposal.likelihood + (bounds.beside + 1) * Math.min(gone.size - 1, 3);
    if (fixed.every((f) => f.likelihood < likelihood)) search.gone = gone;
    fixed.push({ ...proposal, likelihood, enough: gone.size < before.size ? proposal.likelihood : likelihood });
    return;
  }
  const next = fresh[0]!;
  if (proposal.same === true && proposal.depth === 1 && next.severity === 'error') search.behind ??= next.sentence;
  if (proposal.depth >= bounds.depth || proposal.likelihood <= 50) return;
  const same = next.clue.node.getStart() === moved(finding.clue.node.getStart(), file, proposal.edits);
  // at the same place there is another error: no progress, unless the first was about how the call is written
  if (same && finding.clue.said !== undefined) return;
  for (const further of proposalsFor(next.clue, next.proposals)) {
    if (!inOneFile(variant.file)(further)) continue;
    const edits = composed(file, proposal.edits, further.edits);
    if (overlap(edits)) continue;
    const likelihood = Math.min(proposal.likelihood, further.likelihood) - bounds.step;
    if (likelihood < bounds.least) continue;
    queue.push({ edits, likelihood, why: proposal.why, depth: proposal.depth + 1 });
  }
}

/** The same mistake in the same call: the other part of a state. */
const isSibling = (found: Finding, finding: Finding): boolean =>
  found.sentence === finding.sentence &&
  found.clue.call?.expression.getText() === finding.clue.call?.expression.getText();

const keyOf = ({ code, sentence }: Finding, start: number | undefined): string => `${start} ${code} ${sentence}`;

/** The most probable fix; two where they are equally so. */
function fixesOf({ fixed, finding }: Search): Fix[] {
  const sorted = fixed.toSorted((a, b) => b.likelihood - a.likelihood);
  const told = sorted.filter((f) => f.likelihood >= sorted[0]!.likelihood - bounds.beside).slice(0, 2);
  return told.map((proposal) => fixOf(proposal, finding.place));
}

function fixOf(proposal: Proposal, place: Place): Fix {
  const edits: Edit[] = proposal.edits.toSorted((a, b) => a.start - b.start);
  return { edits, words: wordsOf({ ...proposal, edits: edits.filter((e) => !isImport(e)) }, place) };
}
