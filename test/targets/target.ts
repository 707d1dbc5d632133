// A place where people run the library.
import type { Project } from './project.ts';

export interface Target {
  readonly name: string;
  /** Builds and runs the training on it; an error says what went wrong. */
  run(project: Project): Promise<void>;
}
