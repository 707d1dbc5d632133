// Where a measurement was made.

import { cpus } from 'node:os';

export const machine = () => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown processor',
  cores: cpus().length,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
});

export const machineLine = ({ processor, cores, node, platform }) =>
  `${processor}, ${cores} logical cores, Node ${node}, ${platform}`;
