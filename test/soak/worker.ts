// A thread of a soak: takes tasks, tells of each check that it begins, and answers with what a task came to.
import { parentPort } from 'node:worker_threads';
import { Soaker, type Task } from './task.ts';
import type { Answer } from './thread.ts';

const answer = (message: Answer) => parentPort!.postMessage(message);
const soaker = new Soaker((run, oracle) => answer({ run, oracle }));
// Boundary: whoever starts this thread sends it tasks.
parentPort!.on('message', async (task: Task) => answer({ result: await soaker.run(task) }));
