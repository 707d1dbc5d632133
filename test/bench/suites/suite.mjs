// What all suites share: the command line, the machine, the floors, the turns, the table and the JSON.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine, machineLine } from '../machine.mjs';
import { underNode } from '../nodes.mjs';
import { installPeers } from '../peers.mjs';
import { rounded } from '../statistics.mjs';

const usageOf = ({ name, about, group }) => `Usage: npm run bench:${name} -- [options]

${about}

  --only TEXT       the cases whose name or group contains the text (${group})
  --quick           fewer cases, shorter turns: for a look, not for a record
  --node current    under a current Node, from the package that test/bench pins
  --json            the last line is {"machine", "floors", "results": [...]}
  --help            this text

Each number is the median over several turns; Quern and the peer take turns. The floor is the larger of operations over
the measured rate of a register-tiled micro-kernel and bytes over the measured rate of a copy. Exits with 1 where a case
fails or two systems disagree.`;

const spec = {
  only: { type: 'string' },
  quick: { type: 'boolean', default: false },
  node: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** Runs a suite as a program: `main(import.meta.url, { name, about, group, run })`. */
export async function main(url, suite) {
  try {
    process.exitCode = await start(url, suite, process.argv.slice(2));
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  }
}

async function start(url, suite, args) {
  const { values } = parseArgs({ args, options: spec, strict: true });
  if (values.help) {
    console.log(usageOf(suite));
    return 0;
  }
  const status = underNode(values.node, fileURLToPath(url), args);
  if (status !== undefined) return status;
  installPeers();
  const { floorsLine, measureFloors } = await import('./floors.mjs');
  console.log(`${suite.about}\n${machineLine(machine())}, one thread`);
  const floors = measureFloors(values);
  console.log(floorsLine(floors));
  const context = new Context(values, floors);
  await suite.run(context);
  for (const failure of context.failures) console.error(`error: ${failure}`);
  const { results } = context;
  if (values.json) {
    console.log(JSON.stringify({ suite: suite.name, machine: machine(), floors, results }));
  }
  if (results.length === 0) throw new Error(`no case's name or group contains '${values.only}'`);
  return context.failures.length > 0 ? 1 : 0;
}

/** What a suite is given to measure and print with. */
class Context {
  results = [];
  failures = [];
  #title = '';

  constructor({ only, quick }, floors) {
    this.only = only;
    this.quick = quick;
    this.floors = floors;
    this.turns = quick ? { rounds: 3, turnMs: 8 } : { rounds: 9, turnMs: 40 };
  }

  /** Whether a case is asked for. */
  wants(group, name) {
    return this.only === undefined || `${group} ${name}`.includes(this.only);
  }

  /** A line of a table; its title comes before the first, with the names of the columns. */
  line(title, head, cells) {
    if (title !== this.#title) {
      this.#title = title;
      console.log(`\n${title}\n${row(head)}`);
    }
    console.log(row(cells));
  }

  record(result) {
    const numbers = Object.entries(result).map(([k, v]) => [k, typeof v === 'number' ? rounded(v) : v]);
    this.results.push(Object.fromEntries(numbers));
  }

  /** Runs one case; what it throws is reported, and the suite goes on. */
  async guarded(name, body) {
    try {
      return await body();
    } catch (error) {
      this.failures.push(`${name}: ${error.message.split('\n')[0]}`);
      return undefined;
    }
  }
}

/** the first column to the left, the others to the right, in fixed widths, so that a line can be printed when it is known */
const row = ([first, ...others]) =>
  `  ${String(first).padEnd(34)}${others.map((cell) => ` ${String(cell).padStart(11)}`).join('')}`.trimEnd();

/** A sentence where two results differ by more than rounding, else undefined. */
export function difference(got, want, tolerance = 1e-3) {
  if (got.length !== want.length) return `${got.length} numbers, the peer has ${want.length}`;
  let size = 0;
  for (const x of want) size = Math.max(size, Math.abs(x));
  for (let i = 0; i < want.length; i++) {
    if (!(Math.abs(got[i] - want[i]) <= tolerance * Math.max(size, 1e-30)))
      return `element ${i} is ${got[i]}, the peer's ${want[i]}`;
  }
  return undefined;
}
