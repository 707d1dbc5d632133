// The entry `quern/vite`: a plugin for Vite, Rollup and Rolldown that lifts functions when a page is bundled.
import { codeFrame } from '../frame.ts';
import { LiftError } from './error.ts';
import { onDisk } from './files.ts';
import { isComponent, mayLift, transform } from './transform.ts';

/** What the plugin uses of the bundler. */
interface PluginContext {
  error(error: {
    message: string;
    id: string;
    frame: string;
    loc: { file: string; line: number; column: number };
  }): never;
  addWatchFile(path: string): void;
}

interface VitePlugin {
  readonly name: string;
  readonly enforce: 'pre';
  transform(this: PluginContext, code: string, id: string): { code: string; map: string } | null;
}

/**
 * Replaces each `lift(f)` by the function that it gives, so that a minified bundle has it without a parser.
 *
 *   export default defineConfig({ plugins: [quern()] });
 */
export function quern(): VitePlugin {
  return {
    name: 'quern',
    // before types are taken away: places in errors are those of the source
    enforce: 'pre',
    transform(code, id) {
      // a query may follow the path, whose folders may have '#' and '?' in their names
      const [, path, query] = /^(.*?\.(?:[cm]?[jt]sx?|vue|svelte))(\?.*)?$/.exec(id) ?? [];
      if (!mayLift(code) || path === undefined) return null;
      try {
        const made = transform(code, path, onDisk, query === undefined && isComponent(path));
        for (const read of made?.read ?? []) this.addWatchFile(read);
        return made === null ? null : { code: made.code, map: made.map };
      } catch (error) {
        if (!(error instanceof LiftError)) throw error;
        const { file, start } = error.place;
        const { line, character } = file.getLineAndCharacterOfPosition(start);
        const loc = { file: file.fileName, line: line + 1, column: character };
        return this.error({ message: error.message, id, frame: codeFrame(error.place), loc });
      }
    },
  };
}
