// Source text lifted without files, for tests.
import { Modules } from '../../compiler/source/lift/declarations.ts';
import { liftCalls } from '../../compiler/source/lift/find.ts';
import { liftCall } from '../../compiler/source/lift/lift.ts';
import type { ScalarProgram } from '../../dsl/scalar/program.ts';

/** The program of the last call of `lift` in `text`; other modules by their paths, beside /model.ts. */
export function programOf(text: string, others: Readonly<Record<string, string>> = {}): ScalarProgram {
  const modules = new Modules({ read: (path) => others[path] });
  const file = modules.add('/model.ts', `import { lift } from 'quern/lift';\n${text}`);
  return liftCall(modules, liftCalls(file).at(-1)!);
}
