// Modules on disk.
import { readFileSync } from 'node:fs';
import type { Files } from './declarations.ts';

export const onDisk: Files = {
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
};
