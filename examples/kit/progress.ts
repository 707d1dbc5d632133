// What a person sees while the network learns: a live bar on a terminal, now and then a line elsewhere. Always on
// standard error, so that standard output holds results alone.
import { setImmediate } from 'node:timers/promises';
import { MultiBar, type SingleBar } from 'cli-progress';

export interface Moment {
  readonly step: number;
  readonly steps: number;
  /** what these steps are part of, e.g. 'epoch 3/10' */
  readonly stage: string;
  readonly loss: number;
  /** where guesses are right or wrong */
  readonly accuracy?: number;
}

export interface Display {
  update(moment: Moment): void;
  /** a line of text above the bar */
  note(line: string): void;
  stop(): void;
}

const drawEveryMs = 80;
const lineEveryMs = 5000;
/** How much the shown loss and accuracy follow the newest batch. */
const smoothing = 0.05;

export function display(stream: NodeJS.WriteStream, firstStep: number): Display {
  const start = performance.now();
  const show = stream.isTTY ? bar(stream) : lines(stream);
  const loss = running();
  const accuracy = running();
  return {
    ...show,
    update(moment) {
      const rate = (moment.step - firstStep) / ((performance.now() - start) / 1000);
      const means = {
        loss: loss(moment.loss),
        ...(moment.accuracy === undefined ? {} : { accuracy: accuracy(moment.accuracy) }),
      };
      show.update({ ...moment, ...means }, rate);
    },
  };
}

function running(): (value: number) => number {
  let mean: number | undefined;
  return (value) => {
    mean = mean === undefined ? value : mean + smoothing * (value - mean);
    return mean;
  };
}

interface Show extends Omit<Display, 'update'> {
  update(moment: Moment, stepsPerSecond: number): void;
}

const words = (moment: Moment, rate: number) => ({
  stage: moment.stage,
  loss: `loss ${moment.loss.toFixed(4)}`,
  accuracy: moment.accuracy === undefined ? '' : `accuracy ${(100 * moment.accuracy).toFixed(1)}%  `,
  rate: `${rate.toFixed(rate < 10 ? 1 : 0)} steps/s`,
});

function bar(stream: NodeJS.WriteStream): Show {
  const format = '{stage}  {bar}  {value}/{total}  {loss}  {accuracy}{rate}';
  const bars = new MultiBar({
    stream,
    format,
    hideCursor: true,
    barsize: 28,
    barCompleteChar: '━',
    barIncompleteChar: '─',
    linewrap: false,
    gracefulExit: false, // Ctrl-C is for the training loop: it saves first
  });
  let single: SingleBar | undefined;
  let drawn = 0;
  return {
    update(moment, rate) {
      single ??= bars.create(moment.steps, moment.step, words(moment, rate));
      single.update(moment.step, words(moment, rate));
      // the training loop seldom lets timers run: draw from here
      if (performance.now() - drawn < drawEveryMs && moment.step < moment.steps) return;
      bars.update();
      drawn = performance.now();
    },
    note(line) {
      bars.log(`${line}\n`);
      bars.update();
    },
    stop: () => bars.stop(),
  };
}

function lines(stream: NodeJS.WriteStream): Show {
  let last = performance.now();
  return {
    update(moment, rate) {
      if (moment.step < moment.steps && performance.now() - last < lineEveryMs) return;
      last = performance.now();
      const { stage, loss, accuracy, rate: speed } = words(moment, rate);
      stream.write(`${stage}  step ${moment.step}/${moment.steps}  ${loss}  ${accuracy}${speed}\n`);
    },
    note: (line) => void stream.write(`${line}\n`),
    stop() {},
  };
}

const breatheEveryMs = 25;
let breathed = performance.now();

/** Steps on the CPU never wait for anything, so signals such as Ctrl-C would not be heard: let them in now and then. */
export async function breathe(): Promise<void> {
  if (performance.now() - breathed < breatheEveryMs) return;
  await setImmediate();
  breathed = performance.now();
}
