// The architectures at their published sizes: how many numbers they learn, and how much memory a forward pass takes by
// the compiler's plan. Nothing runs here; `npm run models` runs them.
import { describe, expect, test } from 'vitest';
import { emitWasm } from '../../compiler/emit/wasm/index.ts';
import { compileGraph } from '../../compiler/index.ts';
import { elementCount } from '../../dsl/expr.ts';
import { predictStep } from '../../dsl/index.ts';
import { alexNet, denseNet, leNet, resNet, vgg } from '../../dsl/nn/nets/index.ts';
import type { NamedParameter } from '../../dsl/nn/tree.ts';
import { capabilities } from '../../runtime/backends/cpu/index.ts';

const learned = (parameters: readonly NamedParameter[]): number =>
  parameters.filter((p) => p.leaf.trainable).reduce((n, p) => n + elementCount(p.leaf.shape), 0);

test.each([
  ['LeNet-5 (ReLU, max pooling)', leNet().parameters, 61_706],
  ['AlexNet', alexNet().parameters, 61_100_840],
  ['VGG-11', vgg(11).parameters, 132_863_336],
  ['VGG-13', vgg(13).parameters, 133_047_848],
  ['VGG-16', vgg(16).parameters, 138_357_544],
  ['VGG-19', vgg(19).parameters, 143_667_240],
  ['ResNet-18', resNet(18).parameters, 11_689_512],
  ['ResNet-34', resNet(34).parameters, 21_797_672],
  ['ResNet-50', resNet(50).parameters, 25_557_032],
  ['ResNet-101', resNet(101).parameters, 44_549_160],
  ['ResNet-152', resNet(152).parameters, 60_192_808],
  ['DenseNet-121', denseNet(121).parameters, 7_978_856],
  ['DenseNet-161', denseNet(161).parameters, 28_681_000],
  ['DenseNet-169', denseNet(169).parameters, 14_149_480],
  ['DenseNet-201', denseNet(201).parameters, 20_013_928],
])('%s', (_, parameters, count) => expect(learned(parameters)).toBe(count));

describe('memory of a forward pass of one image', () => {
  test('ResNet-18: below 1.3 times the weights and the two largest activations', () => {
    const program = compileGraph(predictStep(resNet(18)).trace({ batch: 1 }), capabilities);
    const bytes = (role: string) => program.buffers.filter((b) => b.role === role).map((b) => b.length * 4);
    const weights = bytes('state').reduce((n, b) => n + b, 0);
    // the map of 64 channels of 112x112, and those of 56x56
    const [first, second] = [4 * 64 * 112 * 112, 4 * 64 * 56 * 56];
    expect(weights).toBeGreaterThan(4 * 11_689_512);
    expect(emitWasm(program).layout.totalBytes).toBeLessThan(1.3 * (weights + first + second));
  });
});
