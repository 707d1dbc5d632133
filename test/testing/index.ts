// The entry `quern/testing`: gradients held against differences, in one's own tests.
export { checkGradients, type GradientReport, type Point } from './checkGradients.ts';
