// A workload's numbers as one file, for systems that are not JavaScript:
// one line of JSON (names, kinds, shapes, byte offsets), then the numbers, little-endian.

import { writeFileSync } from 'node:fs';
import { epsilon, heads } from './workloads.mjs';

export function writeDataFile(path, { name, learningRate, input, labels, parameters }) {
  const arrays = [
    { key: ':input', kind: 'f32', ...input },
    { key: ':labels', kind: 'i32', shape: [labels.length], values: labels },
    ...Object.entries(parameters).map(([key, value]) => ({ key, kind: 'f32', ...value })),
  ];
  let offset = 0;
  const tensors = arrays.map(({ key, kind, shape, values }) => {
    const entry = { key, kind, shape, count: values.length, offset };
    offset += values.byteLength;
    return entry;
  });
  const header = JSON.stringify({ workload: name, learningRate, epsilon, heads, tensors });
  const bodies = arrays.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  writeFileSync(path, Buffer.concat([Buffer.from(`${header}\n`), ...bodies]));
}
