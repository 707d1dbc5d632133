// A list of numbers read as choices: what a random program is made from, and what fast-check shrinks.
export class Choices {
  #next = 0;
  readonly #taken: number[] = [];

  constructor(private readonly list: readonly number[]) {}

  /** What was chosen so far: as a list of choices it says the same. */
  get taken(): readonly number[] {
    return this.#taken;
  }

  get left(): number {
    return Math.max(0, this.list.length - this.#next);
  }

  /** 0 .. n - 1; 0 when the list is spent */
  below(n: number): number {
    const choice = (this.list[this.#next++] ?? 0) % n;
    this.#taken.push(choice);
    return choice;
  }

  from<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** true once in n times */
  oneIn(n: number): boolean {
    return this.below(n) === n - 1;
  }
}
