// What `quern fuzz` is asked, in options.
export interface FuzzCommand {
  readonly runs?: number;
  /** for all subjects together */
  readonly seconds?: number;
  readonly seed: number;
  /** names, as `choose` knows them */
  readonly backend: readonly string[];
  readonly order: number;
  readonly symbols: Readonly<Record<string, number>>;
  readonly tolerance: number;
  /** a file; false: none */
  readonly regressions: string | false;
  readonly svg?: string;
  /** faults to plant, to say how strong the checks are */
  readonly strength?: number;
  /** all that was covered and not tested */
  readonly verbose?: boolean;
  readonly json?: boolean;
}
