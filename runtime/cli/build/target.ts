// The targets that a module can be built for ahead of time.
import { registeredAs, type TargetName, targetNames } from '../../backends/registry.ts';
import type { Registered } from '../../backends/target.ts';
import { UsageError } from '../load.ts';

/** A UsageError for what is no target, and for a choice that can only be made where the program runs. */
export function targetOf(backend: string): Registered<TargetName> {
  const found = registeredAs(backend);
  if (found !== undefined) return found;
  const offer = targetNames.join(', ');
  if (backend === 'auto' || backend === 'gpu') {
    throw new UsageError(
      `build: '${backend}' is chosen where a program runs, a module is built before that; name one of ${offer}`,
    );
  }
  throw new UsageError(`build: unknown backend '${backend}'; use ${offer}`);
}
