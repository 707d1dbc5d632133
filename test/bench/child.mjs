// One system on one workload, in a process of its own: `node child.mjs SYSTEM WORKLOAD`.
//
// Each line on standard input, {"steps": n}, runs n training steps and answers with one line,
// "@bench {ms, losses, peakBytes}". The mark keeps the answers apart from what a library prints.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { timeSteps } from './steps.mjs';
import { load } from './systems/index.mjs';
import { generate } from './workloads.mjs';

const say = (message) => process.stdout.write(`@bench ${JSON.stringify(message)}\n`);

/** The process's largest resident set so far. */
function peakBytes() {
  try {
    // Unlike getrusage's figure, this one does not start from the parent's at fork.
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line) return Number(line[1]) * 1024;
  } catch {
    // Not Linux: the portable figure below.
  }
  return process.resourceUsage().maxRSS * 1024;
}

/** A kernel or a mode that is not there is a fact about the system or the machine, not a failure of the benchmark. */
const absences = [/Kernel '\w+' not registered for backend '\w+'/, /gpujs:\w+ is not available: .*/];

function failure(error) {
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  for (const absence of absences) {
    const found = absence.exec(message);
    if (found) return { cannot: found[0] };
  }
  return error.cannot ? { cannot: message } : { error: stack };
}

const [system, workload] = process.argv.slice(2);
try {
  const prepare = await load(system);
  const prepared = await prepare(generate(workload));
  const { version, threads, note, operations } = prepared;
  // Where the steps run elsewhere, in a page, the clock and the memory are there too.
  const run = prepared.timeSteps ?? ((count) => timeSteps(prepared.step, count));
  const peak = prepared.peakBytes ?? peakBytes;
  say({ ready: true, version, threads, operations, ...(note && { note }) });
  for await (const line of createInterface({ input: process.stdin })) {
    const { ms, losses } = await run(JSON.parse(line).steps);
    say({ ms, losses, peakBytes: peak() });
  }
} catch (error) {
  say(failure(error));
}
process.exit();
