// The entry `quern/lift` where there is no file system: a bundler's plugin has replaced the calls, so none is left.
import type { Lift } from '../../../dsl/ops/lifted.ts';

export const lift: Lift = () => {
  throw new Error(
    'lift: this call was bundled as it stands, and a page has no source to read. Add the plugin to the bundler: ' +
      "import { quern } from 'quern/vite' (or 'quern/esbuild'), plugins: [quern()]; for webpack and Next.js the loader 'quern/webpack'; it replaces each lift(f)",
  );
};
