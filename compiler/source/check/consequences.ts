// What follows from an error is folded under it; what would be wrong without it stands by itself.
import { ts } from 'ts-morph';
import { placeOf } from '../frame.ts';
import type { Advice } from './advice.ts';
import type { Fault, Note } from './fault.ts';
import type { Finding } from './finding.ts';
import { sourcesOf } from './flow.ts';
import { isTensorFinding } from './read.ts';

interface Folded {
  readonly faults: readonly Fault[];
  /** errors that are told under another */
  readonly hidden: ReadonlySet<Finding>;
}

/** Causes, with their fixes and with what follows from them. */
export function folded(
  wanted: readonly Finding[],
  all: readonly Finding[],
  advice: ReadonlyMap<Finding, Advice>,
): Folded {
  const causes = new Map<Finding, Finding>();
  const known = adopted(wanted, advice);
  for (const finding of all) {
    const cause = wanted.find((c) => c !== finding && !causes.has(c) && follows(finding, c, known));
    if (cause !== undefined) causes.set(finding, cause);
  }
  const under = (fault: Finding): Note[] =>
    all
      .filter((f) => causes.get(f) === fault)
      .map((f) => ({ text: isTensorFinding(f) ? f.sentence : `TypeScript's error ${f.code}`, place: f.place }));
  const faults = upstreamFirst(wanted.filter((f) => !causes.has(f))).map((f) => ({
    ...f,
    fixes: known.get(f)?.fixes ?? [],
    consequences: under(f),
  }));
  return { faults, hidden: new Set(causes.keys()) };
}

function follows(finding: Finding, cause: Finding, advice: ReadonlyMap<Finding, Advice>): boolean {
  if (cause.place.file !== finding.place.file) return false;
  const gone = advice.get(cause)?.gone.has(finding) === true;
  const back = advice.get(finding)?.gone.has(cause) === true;
  if (gone && reaches(cause, finding)) return true;
  if (gone && !reaches(finding, cause)) return !back || isBefore(cause, finding);
  return finding.open && !cause.open && reaches(cause, finding);
}

/** What is fixed where it leads to, for an error that has no fix of its own. */
function adopted(wanted: readonly Finding[], advice: ReadonlyMap<Finding, Advice>): ReadonlyMap<Finding, Advice> {
  const known = new Map(advice);
  for (const f of wanted) {
    if ((advice.get(f)?.fixes.length ?? 0) > 0) continue;
    const [by, found] = [...advice].find(([o, a]) => a.gone.has(f) && a.fixes.length > 0 && reaches(f, o)) ?? [];
    if (by !== undefined && found !== undefined) known.set(f, { ...found, gone: new Set([...found.gone, by]) });
  }
  return known;
}

/** An error inside of what another is about comes before it. */
function upstreamFirst(findings: readonly Finding[]): Finding[] {
  const sorted: Finding[] = [];
  for (const f of findings) {
    const at = sorted.findIndex((o) => o.place.file === f.place.file && isInside(f, o) && reaches(f, o));
    if (at < 0) sorted.push(f);
    else sorted.splice(at, 0, f);
  }
  return sorted;
}

const isInside = (a: Finding, b: Finding): boolean => a.place.start >= b.place.start && a.place.end <= b.place.end;

const isBefore = (a: Finding, b: Finding): boolean => a.place.start < b.place.start;

/** What an error is about: the call that fails, or the member that is not there. */
function madeBy({ clue: { node, call } }: Finding): ts.Node {
  const access = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : undefined;
  if (access !== undefined) {
    const { parent } = access;
    return ts.isCallExpression(parent) && parent.expression === access ? parent : access;
  }
  const element = ts.findAncestor(node, ts.isElementAccessExpression);
  return element ?? call ?? node;
}

/** Does what is wrong there flow to here? */
function reaches(cause: Finding, finding: Finding): boolean {
  const made = madeBy(cause);
  const { node, checker } = finding.clue;
  const whole = madeBy(finding);
  const within = (a: ts.Node, b: ts.Node) => placeOf(a).start >= placeOf(b).start && a.getEnd() <= b.getEnd();
  if (made !== whole && within(made, whole)) return true;
  const parts = ts.isCallExpression(whole) ? [...whole.arguments, whole.expression] : [];
  const roots = ts.isExpression(node) ? [...parts, node] : parts;
  return sourcesOf(roots, checker).some((s) => within(made, s.node) || s.node === cause.clue.node);
}
