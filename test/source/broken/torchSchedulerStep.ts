import { cosineDecay } from '../../../runtime/index.ts';

/** scheduler.step() */
const schedule = cosineDecay(0.1, 1000);
export function next() {
  //> none
  //! a schedule has no 'step'; an optimizer is given it, and asks it at each step
  schedule.step();
}
