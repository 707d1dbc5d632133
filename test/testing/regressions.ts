// Counterexamples that are kept, so that the next run tries them first.

/** A point that failed once, with what a reviewer wants to read of it. */
export interface Regression {
  /** what was fuzzed, by its name */
  readonly subject: string;
  readonly seed: number;
  readonly run: number;
  readonly oracle: string;
  /** the operation at fault */
  readonly op: string;
  /** the program that it shrank to */
  readonly program: string;
}

/** Where they are kept: `regressionFile` of quern/testing/node is a file; a page may have something else. */
export interface RegressionStore {
  /** all that are kept, of every subject */
  load(): readonly Regression[] | Promise<readonly Regression[]>;
  /** keeps one more; what is there stays, whether it still fails or not */
  save(regression: Regression): void | Promise<void>;
}

/** The same point, convicted by the same oracle. */
export function sameRegression(a: Regression, b: Regression): boolean {
  return a.subject === b.subject && a.seed === b.seed && a.run === b.run && a.oracle === b.oracle;
}
