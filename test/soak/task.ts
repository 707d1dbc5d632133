// A soak's work, in whatever thread or page does it.

import type { Backend } from '../../runtime/backends/backend.ts';
import { openTarget, oraclesOn } from '../fuzz/whole.ts';
import { type Stretch, stretch } from '../testing/campaign.ts';
import type { FuzzPoint } from '../testing/fuzz.ts';
import { drawnAt } from '../testing/fuzzPrograms.ts';
import type { Oracle } from '../testing/oracles/oracle.ts';
import type { Specimen } from '../testing/programs/specimen.ts';

export interface Size {
  /** operations dealt to a program */
  readonly hand: number;
  /** what else it contains, at most: about one expression for each 8 choices */
  readonly maxChoices: number;
}

export interface Task {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly backends: readonly string[];
  /** of the programs, in turn */
  readonly sizes: readonly Size[];
}

/** The program of a point. */
export function specimenOf(point: FuzzPoint, sizes: readonly Size[]): Specimen {
  return drawnAt(point, sizes[point.run % sizes.length]);
}

/** Does tasks, one after the other; backends are opened once. */
export class Soaker {
  readonly #opened = new Map<string, Promise<Backend>>();

  /** `begins` is told of each check before it begins */
  constructor(private readonly begins: (run: number, oracle: string) => void = () => {}) {}

  async run({ seed, from, to, backends, sizes }: Task): Promise<Stretch> {
    const points = Array.from({ length: to - from }, (_, i) => ({ seed, run: from + i }));
    let at = from;
    const oracles = (await this.#oracles(backends)).map((o): Oracle => {
      const check: Oracle['check'] = (specimen) => {
        this.begins(at, o.name);
        return o.check(specimen);
      };
      return { ...o, check };
    });
    const specimenAt = (point: FuzzPoint) => {
      at = point.run;
      return specimenOf(point, sizes);
    };
    return stretch(specimenAt, oracles, points);
  }

  async #oracles(names: readonly string[]): Promise<Oracle[]> {
    const backends: Backend[] = [];
    for (const name of names) {
      const opened = this.#opened.get(name) ?? openTarget(name);
      this.#opened.set(name, opened);
      backends.push(await opened);
    }
    return oraclesOn(backends);
  }
}
