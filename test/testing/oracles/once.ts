// What came of programs on a backend, shared by all backends that emit the same for them.
import type { Program } from '../../../compiler/program/types.ts';
import type { Backend } from '../../../runtime/backends/backend.ts';
import { emits } from '../variant.ts';

export class OncePerCode<T> {
  readonly #known = new WeakMap<Program, Map<string, Promise<T>>>();

  /** `run` where nobody has: on a backend that does not say what it emits, always. */
  of(programs: readonly [Program, ...Program[]], backend: Backend, run: () => Promise<T>): Promise<T> {
    if (!emits(backend)) return run();
    const code = programs.map(backend.code).join('');
    const all = this.#known.get(programs[0]) ?? new Map<string, Promise<T>>();
    this.#known.set(programs[0], all);
    const result = all.get(code) ?? run();
    all.set(code, result);
    return result;
  }
}
