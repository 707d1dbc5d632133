// One system on one workload, in a process of its own: `node child.mjs SYSTEM WORKLOAD`.
//
// Each line on standard input, {"steps": n}, runs n training steps and answers with one line,
// "@bench {ms, losses, peakBytes}". The mark keeps the answers apart from what a library prints.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
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

/** Runs the steps one after the other; a step reads its loss back before the clock stops. */
async function timeSteps(step, count) {
  const ms = [];
  const losses = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    const loss = step();
    losses.push(typeof loss === 'number' ? loss : await loss);
    ms.push(performance.now() - start);
  }
  return { ms, losses, peakBytes: peakBytes() };
}

/** A kernel that a backend lacks is a fact about the system, not a failure of the benchmark. */
function failure(error) {
  const message = error instanceof Error ? error.message : String(error);
  const missing = /Kernel '\w+' not registered for backend '\w+'/.exec(message);
  return missing ? { cannot: missing[0] } : { error: error instanceof Error ? (error.stack ?? message) : message };
}

const [system, workload] = process.argv.slice(2);
try {
  const prepare = await load(system);
  const { version, threads, note, step } = await prepare(generate(workload));
  say({ ready: true, version, threads, ...(note && { note }) });
  for await (const line of createInterface({ input: process.stdin })) {
    say(await timeSteps(step, JSON.parse(line).steps));
  }
} catch (error) {
  say(failure(error));
}
process.exit();
