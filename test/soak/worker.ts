// A thread of a soak: takes tasks, answers each with what it came to.
import { parentPort } from 'node:worker_threads';
import { Soaker, type Task } from './task.ts';

const soaker = new Soaker();
// Boundary: whoever starts this thread sends it tasks.
parentPort!.on('message', async (task: Task) => {
  parentPort!.postMessage(await soaker.run(task));
});
