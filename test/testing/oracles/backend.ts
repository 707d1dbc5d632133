// A backend against the float64 reference: values, gradients and the states after a step, within what rounding explains;
// and against itself: from the same state a second run gives the same bits.
import type { Expr } from '../../../dsl/expr.ts';
import type { Backend } from '../../../runtime/backends/backend.ts';
import { backendNames } from '../../../runtime/backends/choose.ts';
import type { Values } from '../../../runtime/backends/reference/index.ts';
import { type Certain, certainty } from '../numeric/certain.ts';
import type { Leaf, Specimen } from '../programs/specimen.ts';
import { type Doubling, doubled, doublingOf } from './doubling.ts';
import { type Expected, expectedOf } from './expected.ts';
import { OncePerCode } from './once.ts';
import { agrees, eachOf, inconclusive, type Oracle, together, type Verdict } from './oracle.ts';

const results = new OncePerCode<Runs>();

export function agreesWith(backend: Backend): Oracle {
  return {
    name: `${backend.name} against the reference`,
    order: 1,
    needs: needsOf(backend.name),
    knows: ['kinks', 'slopes', 'digits', 'long', 'bits'],
    check: async (specimen) => {
      const expected = expectedOf(specimen);
      const { all, exact, scale } = expected;
      const { flushes = false, integersAsFloats = false } = backend.capabilities;
      const words = !integersAsFloats;
      const bounds = boundsOf(specimen, expected, flushes, words);
      const certain = flushes ? [] : expected.certain();
      const doubling = flushes ? null : doublingOf(specimen, expected);
      const { program } = expected.compiled(backend.capabilities);
      const run = () => runs(specimen, expected, backend, doubling);
      const [first, second, third] = await results.of([program], backend, run);
      return eachOf(
        all.map((o, k) => {
          const what = `${nameOfResult(k, specimen, expected)} on ${backend.name}`;
          const wanted = { exact: exact[k]!, bounds: bounds[k]!, scale, certain: certain[k], words };
          return together([
            elementwise(what, wanted, first[k]!, o),
            repeated(`${what} in a second run`, first[k]!, second[k]!, o),
            ...(third === undefined ? [] : [doubled(what, first[k]!, third[k]!, doubling!.degrees[k]!, o)]),
          ]);
        }),
      );
    },
  };
}

/** What rounding explains; of outputs whose error is known, no more than that. */
function boundsOf({ known }: Specimen, expected: Expected, flushing: boolean, words: boolean): readonly Values[] {
  const bounds = flushing ? expected.flushing() : words ? expected.bounds() : expected.floats();
  if (known?.kind !== 'digits') return bounds;
  return bounds.map((b, k) => {
    const allowed = known.allowed[k];
    if (allowed === undefined) return b;
    // a GPU's quotients and functions are off by a few units themselves
    const unit = 2 ** -23 * (flushing ? allowed.ulps + 4 : allowed.ulps);
    return expected.exact[k]!.map((v) => unit * Math.abs(v) + allowed.floor);
  });
}

/** A printed program makes its backend from the name; one of the user's own has to be put there. */
export function needsOf(name: string): NonNullable<Oracle['needs']> {
  if (name === 'cpu') return { imports: ["import { cpu } from 'quern';"], option: '{ backends: [cpu()] }' };
  if (backendNames.some((n) => n === name))
    return { imports: ["import { choose } from 'quern/gpujs';"], option: `{ backends: [await choose('${name}')] }` };
  return { imports: [], option: `{ backends: [/* the backend '${name}' */] }` };
}

export function nameOfResult(k: number, specimen: Specimen, { outputs }: Expected): string {
  if (k < specimen.outputs.length) return `output ${k}`;
  return k < outputs.length ? 'a gradient' : 'a state after a step';
}

type Results = readonly ArrayLike<number>[];
type Runs = readonly [Results, Results, Results?];

/** The values of `all` on a backend, of two runs from the same state, and of a third with some of the leaves doubled. */
export async function runs(
  specimen: Specimen,
  expected: Expected,
  backend: Backend,
  doubling: Doubling | null,
): Promise<Runs> {
  const { next } = expected;
  const { program } = expected.compiled(backend.capabilities);
  const instance = await backend.instantiate(program);
  try {
    const [inputs, states] = (['input', 'parameter'] as const).map((kind) =>
      specimen.leaves.filter((l) => l.expr.kind === kind),
    );
    const changed = program.states.filter((_, i) => next.has(states![i]!.expr));
    const once = async (of: (leaf: Leaf) => Values): Promise<Results> => {
      for (const [i, port] of program.inputs.entries()) instance.write(port.buffer, of(inputs![i]!));
      for (const [i, port] of program.states.entries()) instance.write(port.buffer, of(states![i]!));
      await instance.run();
      const read = [...program.outputs, ...changed].map((port) => instance.read(port.buffer));
      return (await Promise.all(read)).map((values) => Float64Array.from(values));
    };
    const plain = ({ values }: Leaf) => values;
    const twice = [await once(plain), await once(plain)] as const;
    if (doubling === null) return twice;
    return [
      ...twice,
      await once(({ expr, values }) => (doubling.leaves.has(expr) ? values.map((v) => 2 * v) : values)),
    ];
  } finally {
    instance.release();
  }
}

/** The same bits: what one run leaves in memory changes nothing in the next. */
export function repeated(what: string, first: ArrayLike<number>, second: ArrayLike<number>, at: Expr): Verdict {
  for (let i = 0; i < first.length; i++)
    if (!Object.is(first[i], second[i])) {
      const [expected, actual] = [first[i]!, second[i]!];
      return { outcome: 'disagrees', what: `${what}, element ${i}`, expected, actual, allowed: 0, at };
    }
  return agrees();
}

/** What an output must be, how far rounding may take it, and the largest value on the way to it. */
export interface Wanted {
  readonly exact: Values;
  readonly bounds: Values;
  readonly scale: number;
  /** what is known of each element to the bit; nothing if it is not said */
  readonly certain?: Certain | undefined;
  /** integers have 32 bits; else floats stand for them */
  readonly words?: boolean;
}

/** Elements whose bound says nothing (a quotient of rounding errors) are passed over; all of them: inconclusive. */
export function elementwise(what: string, wanted: Wanted, got: ArrayLike<number>, at: Expr): Verdict {
  const { exact, bounds, scale, certain, words = true } = wanted;
  let decided = 0;
  let worst = 0;
  let relative = 0;
  for (let i = 0; i < exact.length; i++) {
    const known = certain?.[i] ?? certainty.open;
    const open = known === certainty.open;
    const [expected, actual] = [exact[i]!, got[i]!];
    // floats that stand for integers saturate where these wrap
    if (known === certainty.wide && !words) continue;
    if (open && !(Number.isFinite(expected) && bounds[i]! <= 1e-2 * (1e-3 + scale))) continue;
    decided++;
    if (Object.is(expected, actual) || (known === certainty.zero && actual === 0)) continue;
    if (known === certainty.end && actual === Math.fround(expected)) continue;
    const allowed = open ? bounds[i]! : 0;
    const error = Math.abs(actual - expected);
    if (!open || !(error <= allowed))
      return { outcome: 'disagrees', what: `${what}, element ${i}`, expected, actual, allowed, at };
    if (error <= worst * allowed) continue;
    worst = error / allowed;
    relative = error / (1 + Math.abs(expected));
  }
  return decided === 0 && exact.length > 0
    ? inconclusive(`${what}: rounding may change every element`)
    : agrees(worst, relative);
}
