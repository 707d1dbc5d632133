// A system in its own process, asked for steps and answering with their times and losses.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** No single answer takes longer than this; a process that hangs is ended and reported. */
const patienceMs = 10 * 60 * 1000;

/** The system cannot do this workload, and says why: a result of its own, not a failure. */
export class Cannot extends Error {}

export class SystemProcess {
  #process;
  #answers;
  #stderr = '';

  constructor([command, ...args]) {
    this.#process = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stderr.on('data', (text) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
    });
    this.#process.stdin.on('error', () => {}); // an ended process shows in the missing answer
    this.#answers = marked(this.#process.stdout);
  }

  /** @returns `{ version, threads, note? }` once the system holds its weights and data. */
  ready() {
    return this.#answer();
  }

  /** @returns `{ ms, losses, peakBytes }` of the next `steps` steps. */
  run(steps) {
    this.#process.stdin.write(`${JSON.stringify({ steps })}\n`);
    return this.#answer();
  }

  end() {
    this.#process.stdin.end();
    this.#process.kill();
  }

  async #answer() {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${patienceMs / 60000} minutes`)), patienceMs);
    });
    try {
      const { value, done } = await Promise.race([this.#answers.next(), late]);
      if (done) throw new Error(`the process ended: ${this.#stderr.trim() || 'it said nothing'}`);
      if (value.cannot) throw new Cannot(value.cannot);
      if (value.error) throw new Error(value.error);
      return value;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The protocol's lines among whatever else a library prints. */
async function* marked(stdout) {
  for await (const line of createInterface({ input: stdout })) {
    if (line.startsWith('@bench ')) yield JSON.parse(line.slice('@bench '.length));
  }
}
