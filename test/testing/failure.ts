// What a fuzzer says when it has found a fault: a short program, the two numbers, and the operation.
import { topological } from '../../dsl/expr.ts';
import { type AlongLine, alongLineOf, sparkline } from './alongLine.ts';
import type { FuzzPoint, FuzzReport } from './fuzz.ts';
import type { Oracle } from './oracles/oracle.ts';
import { nameOf } from './print/names.ts';
import { printed } from './print/program.ts';
import type { Training } from './programs/training.ts';
import type { Failure } from './shrink/index.ts';

export interface Counterexample {
  readonly oracle: string;
  /** the operation at fault, or those that are left where no single one is */
  readonly op: string;
  readonly expected: number;
  readonly actual: number;
  readonly allowed: number;
  readonly seed: number;
  readonly run: number;
  /** of a slope that is wrong: the function along a direction, with the slope it has and the one that was given */
  readonly line?: AlongLine;
  /** TypeScript that fails for the same reason: a file of its own, or a test's body and its imports */
  readonly program: string;
  /** a few lines that say all of this */
  readonly message: string;
}

/** A fault was found, or too little could be decided; `report` says what was checked up to then. */
export class FuzzError extends Error {
  override readonly name = 'FuzzError';

  constructor(
    readonly report: FuzzReport,
    message: string,
  ) {
    super(`${report.name}: ${message}`);
  }
}

/** Lines of a message in all. */
const messageLines = 15;

export function counterexample({ specimen, oracle, conviction }: Failure, { seed, run }: FuzzPoint): Counterexample {
  const { expected, actual, allowed, what, thrown } = conviction;
  const ops = topological(specimen.outputs).filter((e) => !['input', 'parameter', 'constant'].includes(e.kind));
  const op = conviction.at === undefined || thrown ? [...new Set(ops.map(nameOf))].join(', ') : nameOf(conviction.at);
  const program = text(specimen, oracle);
  const about = specimen.name === undefined ? '' : `, ${specimen.name}`;
  const numbers = thrown
    ? `it throws: ${thrown.split('\n')[0]}`
    : `expected ${shown(expected)}, got ${shown(actual)} (off by more than ${allowed.toExponential(1)})`;
  const line = thrown === undefined ? alongLineOf(specimen, oracle) : undefined;
  const head = [
    `${op} is wrong: ${thrown ? oracle.name : what}`,
    numbers,
    ...(line === undefined ? [] : [sparkline(line)]),
    `seed ${seed}, run ${run}${about}; this fails for the same reason:`,
  ];
  const message = [...head, ...shortened(program.split('\n'), messageLines - head.length)].join('\n');
  const found = { oracle: oracle.name, op, expected, actual, allowed, seed, run, program, message };
  return line === undefined ? found : { ...found, line };
}

/** Without the last digit or two, which are rounding. */
export const shown = (v: number): number => Number(v.toPrecision(15));

/** The first lines and the last, which says what is checked. */
function shortened(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  const left = lines.length - most + 1;
  return [...lines.slice(0, most - 2), `// ${left} lines more, in the report's counterexample`, lines.at(-1)!];
}

/** The whole of a test's body, with what it imports. */
function text(specimen: Failure['specimen'], { name, needs }: Oracle): string {
  const { known } = specimen;
  if (known?.kind === 'extent') return known.text;
  if (known?.kind === 'training') return trainingText(known.training, specimen, { name, needs });
  const { lines, leaves, outputs } = printed(specimen);
  const told = known === undefined ? [] : [`known: ${JSON.stringify(known)}`];
  const given = [...(needs === undefined ? [] : [needs.option.slice(2, -2)]), ...told];
  const options = given.length === 0 ? '' : `, { ${given.join(', ')} }`;
  return [
    "import { expression as e, recheck } from 'quern/testing';",
    ...(needs?.imports ?? []),
    ...lines,
    `await recheck('${name}', [${leaves.join(', ')}], [${outputs.join(', ')}]${options});`,
  ].join('\n');
}

/** One step from the states that training begins with, on the same backend: a fault may need the others. */
function trainingText(
  { graph, feeds, between }: Training,
  { leaves }: Failure['specimen'],
  { name, needs }: { readonly name: string; readonly needs: Oracle['needs'] },
): string {
  const step = printed({ leaves, outputs: [...graph.outputs.map((o) => o.value), ...graph.states.map((s) => s.next)] });
  const options = needs === undefined ? '' : `, ${needs.option}`;
  const steps = feeds.map((_, i) => (between[i] === 'nothing' ? 'step' : `step, ${between[i]}`)).join(', ');
  return [
    "import { expression as e, recheck } from 'quern/testing';",
    ...(needs?.imports ?? []),
    ...step.lines,
    `await recheck('${name.replace(/^training on (.*)$/, '$1 against the reference')}', [${step.leaves.join(', ')}], [${step.outputs.join(', ')}]${options}); // the first of: ${steps}`,
  ].join('\n');
}
