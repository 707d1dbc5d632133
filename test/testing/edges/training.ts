// Several steps of training in a row.
import { trainedModel, trainedProgram } from '../programs/training.ts';
import type { Edge } from './edge.ts';

export const training: Readonly<Record<string, Edge>> = {
  'a trained program': trainedProgram,
  'a trained model': trainedModel,
};
