import { input, mlp, model } from '../../../runtime/index.ts';

/** new brain.NeuralNetwork({ inputSize: 2, hiddenLayers: [3], outputSize: 1 }) */
export const xor = model(
  {
    //> mlp({ inputSize: 2, hiddenLayers: [3], outputSize: 1 }) ~> mlp([2, 3, 1])
    //! mlp: widths is { inputSize, hiddenLayers, outputSize }, expected a list of numbers
    body: mlp({ inputSize: 2, hiddenLayers: [3], outputSize: 1 }),
  },
  input('batch', 2),
  (p, x) => p.body(x),
);
