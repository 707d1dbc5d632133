// npm run mutants: is every planted fault caught?
import { Command, InvalidArgumentError } from 'commander';
import { defaultRuns } from '../testing/fuzzPrograms.ts';
import { mutants } from './faults/index.ts';
import { type Finding, falseAlarms, hunt, summary } from './hunt.ts';

interface Flags {
  readonly json?: true;
  readonly seed?: number;
  readonly seeds?: readonly number[];
  readonly whole?: true;
  readonly runs: number;
  readonly only?: string;
  readonly list?: true;
}

function whole(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('expected a whole number, 1 or more');
  return n;
}

/** '1,2,4' or '1-5' */
function several(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [from, to] = part.split('-').map(whole);
    return to === undefined ? [from!] : Array.from({ length: to - from! + 1 }, (_, i) => from! + i);
  });
}

const {
  json,
  seed,
  seeds,
  runs,
  only,
  list,
  whole: everything,
} = new Command('mutants')
  .description(
    'Plants one fault after the other in the sources and asks the fuzzer about each. Exit code 1: one survived.',
  )
  .option('--json', 'end with one line of JSON: {"planted", "caught", "medianRuns", "survivors"}')
  .option('--seed <seed>', 'this seed alone; seeds 1, 2 and 3 if nothing is said', whole)
  .option('--seeds <seeds>', 'these seeds, e.g. 1-5 or 2,4', several)
  .option('--whole', 'ask everything about each fault, as npm run fuzz does, and not what its kind concerns')
  .option('--runs <runs>', 'programs that a fault may survive', whole, defaultRuns)
  .option('--only <names>', 'the faults whose names hold one of these, joined by commas')
  .option('--list', 'list the faults and end')
  .parse()
  .opts<Flags>();

const wanted = only?.split(',');
const chosen = mutants
  .filter((m) => wanted === undefined || wanted.some((w) => m.name.includes(w)))
  .map((m) => (everything ? { ...m, kind: 'whole' as const } : m));
if (chosen.length === 0) {
  console.error(`mutants: no fault's name holds '${only}'; --list shows them`);
  process.exit(1);
}
if (list) {
  for (const m of chosen) console.log(`${m.name.padEnd(40)} ${m.kind.padEnd(12)} ${m.file}`);
  process.exit(0);
}

function line(f: Finding): string {
  const name = `${f.mutant?.name ?? `nothing planted (${f.kind})`}, seed ${f.seed}`.padEnd(52);
  const by = `run ${f.run}, ${f.oracle}${f.op === undefined ? '' : ` (${f.op})`}`;
  const good = (f.mutant === null) === (f.run === null);
  const found = f.run === null ? `agreed in ${runs} runs` : f.mutant === null ? `${by}: ${f.what}` : by;
  return `${good ? ' ' : '!'} ${name} ${found}, ${f.seconds.toFixed(1)} s`;
}

const findings = await hunt(
  { mutants: chosen, seeds: seeds ?? (seed === undefined ? [1, 2, 3] : [seed]), runs },
  (f, left) => process.stderr.write(`${String(left).padStart(4)} left ${line(f)}\n`),
);
const result = summary(findings);
const alarms = falseAlarms(findings);
for (const f of alarms) console.error(`without any fault planted: ${line(f)}`);
if (json) console.log(JSON.stringify(result));
else {
  console.log(`${result.caught} of ${result.planted} faults caught, half of them within ${result.medianRuns} runs`);
  for (const name of result.survivors) console.log(`survived: ${name}`);
}
process.exitCode = result.survivors.length + alarms.length > 0 ? 1 : 0;
