// The entry `quern/webpack`: a loader for webpack, Turbopack (Next.js) and Rspack that lifts functions when a page is bundled.
import { LiftError } from './error.ts';
import { onDisk } from './files.ts';
import { isComponent, mayLift, transform } from './transform.ts';

/** What the loader uses of the bundler. */
interface LoaderContext {
  readonly resourcePath: string;
  readonly resourceQuery?: string;
  addDependency?(path: string): void;
  callback(error: Error | null, code?: string, map?: unknown): void;
}

/**
 * Replaces each `lift(f)` by the function that it gives, so that a minified bundle has it without a parser. It reads sources as
 * they were written, so it comes last in a rule's `use`, or in a rule of its own with `enforce: 'pre'`:
 *
 *   module: { rules: [{ test: /\.([cm]?[jt]sx?|vue|svelte)$/, enforce: 'pre', use: 'quern/webpack' }] }
 */
export default function quern(this: LoaderContext, code: string, map?: unknown): void {
  try {
    const { resourcePath: path, resourceQuery } = this;
    const component = !resourceQuery && isComponent(path);
    const made = mayLift(code) ? transform(code, path, onDisk, component) : null;
    for (const read of made?.read ?? []) this.addDependency?.(read);
    if (made === null) this.callback(null, code, map);
    else this.callback(null, made.code, JSON.parse(made.map));
  } catch (error) {
    if (!(error instanceof LiftError)) throw error;
    this.callback(error);
  }
}
