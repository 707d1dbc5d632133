// The entry `quern/testing/node`: what fuzzing needs a file system for.
export { RegressionFileError, regressionFile } from './regressionFile.ts';
