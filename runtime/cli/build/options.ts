// What `quern build` is told.

export interface BuildOptions {
  readonly symbols: Readonly<Record<string, number>>;
  /** the folder that is written to */
  readonly output: string;
  readonly backend: string;
  readonly weights?: string | undefined;
  /** without `weights`: what they are drawn from */
  readonly seed: number;
  readonly inlineWeights?: boolean | undefined;
  readonly adjacentWasm?: boolean | undefined;
  /** of the files, without extension; that of the export if nothing is said */
  readonly name?: string | undefined;
}
