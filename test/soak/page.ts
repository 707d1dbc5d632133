// In the page: a soak's tasks on the backends of a browser.
import { Soaker, type Task } from './task.ts';

const soaker = new Soaker();
Object.assign(globalThis, { tests: { run: (task: Task) => soaker.run(task) } });
