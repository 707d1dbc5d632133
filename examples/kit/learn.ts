// Training, as the examples do it: a step definition, what it is fed, and how often.
import type { Definition } from '../../dsl/graph.ts';
import { compile } from '../../runtime/compile.ts';
import type { Executable, Feeds, Outputs } from '../../runtime/executable.ts';
import type { State } from '../../runtime/state.ts';
import type { Curve, Studio } from './example.ts';
import { breathe } from './progress.ts';

export interface Lesson {
  readonly name: string;
  readonly step: Definition;
  /** sizes of the named dimensions */
  readonly sizes: Readonly<Record<string, number>>;
  readonly steps: number;
  /** an endless source: one for each step */
  readonly feeds: Iterable<Feeds>;
  /** guesses in a step, where it has the output 'correct' */
  readonly guesses?: number;
  /** the state to begin with, instead of one drawn from the seed */
  readonly from?: State;
  /** called after a step; returning true ends training */
  readonly after?: (moment: Moment) => Promise<boolean> | boolean;
}

export interface Moment {
  /** steps taken */
  readonly step: number;
  readonly state: State;
  readonly outputs: Outputs;
}

export interface Learned {
  readonly state: State;
  readonly executable: Executable;
  readonly curve: Curve;
}

/** Takes the steps of a lesson. Throws where a loss is not finite. */
export async function learn(studio: Studio, lesson: Lesson): Promise<Learned> {
  const { name, steps, guesses } = lesson;
  const executable = await compile(lesson.step, lesson.sizes, { on: studio.on });
  let state = lesson.from ?? executable.initialState(studio.seed);
  const losses: number[] = [];
  const show = studio.display();
  try {
    for (const feeds of lesson.feeds) {
      studio.signal.throwIfAborted();
      const result = await executable.run(state, feeds);
      state = result.state;
      const loss = result.outputs.loss![0]!;
      losses.push(loss);
      if (!Number.isFinite(loss)) throw new Error(`${name}: the loss of step ${losses.length} is ${loss}`);
      const correct = result.outputs.correct?.[0];
      const accuracy = correct === undefined || guesses === undefined ? {} : { accuracy: correct / guesses };
      show.update({ step: losses.length, steps, stage: name, loss, ...accuracy });
      const ended = await lesson.after?.({ step: losses.length, state, outputs: result.outputs });
      if (ended === true || losses.length >= steps) break;
      await breathe();
    }
  } finally {
    show.stop();
  }
  return { state, executable, curve: { name, losses } };
}
