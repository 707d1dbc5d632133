// Inputs from the user's fast-check arbitraries: drawn from the seed and the run, and shrunk as fast-check shrinks them.
import fc from 'fast-check';
import { FuzzOptionError, type FuzzPoint } from '../fuzz.ts';
import type { Conviction } from '../oracles/oracle.ts';
import type { Specimen } from '../programs/specimen.ts';
import type { Failure } from '../shrink/index.ts';
import { type Given, type Shaped, shapedOf } from './given.ts';

/** The arbitraries of a program's inputs, each with its name, or its position in digits. */
export type Arbitraries = ReadonlyMap<string, fc.Arbitrary<Given>>;

/** Values by the names of the inputs. */
export type DrawnValues = ReadonlyMap<string, Shaped>;

export const isArbitrary = (x: unknown): x is fc.Arbitrary<Given> =>
  typeof x === 'object' && x !== null && 'generate' in x && 'shrink' in x;

/** By name or position; null where inputs are declared and no arbitraries. A single one is the first input's. */
export function arbitrariesOf(inputs: unknown): Arbitraries | null {
  if (isArbitrary(inputs)) return new Map([['0', inputs]]);
  if (typeof inputs !== 'object' || inputs === null) return null;
  const found = flat(inputs, '');
  return found.length === 0 ? null : new Map(found);
}

/** { tokens: fc, pair: { left: fc } }: paths, as inputs are named */
function flat(tree: object, path: string): [string, fc.Arbitrary<Given>][] {
  return Object.entries(tree).flatMap(([name, x]): [string, fc.Arbitrary<Given>][] => {
    const here = path === '' ? name : `${path}.${name}`;
    if (isArbitrary(x)) return [[here, x]];
    return typeof x === 'object' && x !== null && !('kind' in x) ? flat(x, here) : [];
  });
}

const randomOf = ({ seed, run }: FuzzPoint): number => (seed * 1_000_003 + run) | 0;

/** The same for the same point. */
export function drawnBy(all: Arbitraries, point: FuzzPoint): DrawnValues {
  const [values] = fc.sample(
    fc.property(together(all), () => true),
    { seed: randomOf(point), numRuns: 1 },
  );
  const [drawn] = values!;
  return named(all, Array.isArray(drawn) ? drawn : []);
}

const together = (all: Arbitraries): fc.Arbitrary<readonly unknown[]> => fc.tuple(...all.values());

const named = (all: Arbitraries, values: readonly unknown[]): DrawnValues =>
  new Map([...all.keys()].map((name, i) => [name, shapedOf(`input '${name}'`, values[i])]));

/** How long fast-check may shrink. */
const mostMs = 10_000;

/** The failure at the smallest values that fast-check finds, if it fails there as it did. */
export async function shrunkBy(
  all: Arbitraries,
  { specimen, oracle, conviction }: Failure,
  point: FuzzPoint,
  specimenWith: (values: DrawnValues) => Specimen,
): Promise<Failure> {
  let best: Failure = { specimen, oracle, conviction };
  const holds = async (values: readonly unknown[]): Promise<boolean> => {
    let smaller: Specimen;
    try {
      smaller = specimenWith(named(all, values));
    } catch (error) {
      // shorter than the input may be: no smaller failure
      if (error instanceof FuzzOptionError) return true;
      throw error;
    }
    const verdict = await oracle.check(smaller);
    if (verdict.outcome !== 'disagrees' || isThrown(verdict) !== isThrown(conviction)) return true;
    best = { specimen: smaller, oracle, conviction: verdict };
    return false;
  };
  await fc.check(fc.asyncProperty(together(all), holds), {
    ...{ seed: randomOf(point), numRuns: 1, interruptAfterTimeLimit: mostMs },
  });
  return best;
}

const isThrown = ({ thrown }: Conviction): boolean => thrown !== undefined;
