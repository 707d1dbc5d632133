// A process around one thread: it is given a worker's source and its task, and passes on what the thread says. An engine that
// gives up on what a mutant does ends this process, and not the one that asks.
import { Worker } from 'node:worker_threads';

process.once('message', ({ source, task, limits }) => {
  const worker = new Worker(source, { eval: true, workerData: task, ...limits });
  const over = (last) => process.send(last, () => process.exit());
  worker.on('message', (said) => process.send({ said }));
  worker.once('error', (error) => over({ died: error.message }));
});
