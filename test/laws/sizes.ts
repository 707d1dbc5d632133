// Every case at sizes 0 and 1: of one axis of one input, and of all axes that are of one size (the inner axis of a product
// is one of both factors).
import { ShapeError } from '../../dsl/error.ts';
import { elementCount } from '../../dsl/expr.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import { disagreement } from './agreement.ts';
import type { Case, Sample } from './cases/case.ts';
import { layers } from './cases/layers.ts';
import { ops } from './cases/ops.ts';
import { trialOf } from './trial.ts';

/** A case, and the same at all sizes that it accepts. */
export interface Sized {
  readonly name: string;
  readonly variants: readonly Case[];
}

/** A layer's parameters have the sizes that it was made with: what it is applied to has others. */
export const sized: readonly Sized[] = [
  ...ops.map((c) => ({ name: c.name, variants: accepted(c, c.inputs.length) })),
  ...layers.map((c) => ({ name: c.name, variants: accepted(c, 1) })),
];

function accepted(c: Case, inputs: number): Case[] {
  const shapes = c.inputs.slice(0, inputs).map((s) => s.shape);
  const changes = [
    ...[...new Set(shapes.flat())].map((size) => (_: number, __: number, d: number) => d === size),
    ...shapes.flatMap((shape, i) => shape.map((_, k) => (input: number, axis: number) => input === i && axis === k)),
  ];
  const variants = new Map<string, Case>();
  for (const size of [0, 1]) {
    for (const isChanged of changes) {
      const resized = shapes.map((shape, i) => shape.map((d, k) => (isChanged(i, k, d) ? size : d)));
      const name = `${c.name} of ${resized.map((shape) => `[${shape}]`).join(' ')}`;
      const next = c.inputs.map((s, i) => (i < inputs ? withShape(s, resized[i]!) : s));
      if (resized.join(';') !== shapes.join(';')) variants.set(name, { ...c, name, inputs: next });
    }
  }
  return [...variants.values()].filter(isAccepted);
}

function withShape(s: Sample, shape: readonly number[]): Sample {
  const { given } = s;
  if (given === undefined) return { ...s, shape };
  return { ...s, shape, given: Array.from({ length: elementCount(shape) }, (_, i) => given[i % given.length]!) };
}

/** What is refused is refused by a sentence about shapes; any other error is a fault. */
function isAccepted(c: Case): boolean {
  try {
    trialOf(c, 1);
    return true;
  } catch (error) {
    if (error instanceof ShapeError) return false;
    throw error;
  }
}

/** Every `n`-th of all variants, by case. */
export function everyNth(n: number): readonly Sized[] {
  let i = 0;
  const some = sized.map((s) => ({ ...s, variants: s.variants.filter(() => i++ % n === 0) }));
  return some.filter(({ variants }) => variants.length > 0);
}

/** Those that the backend computes otherwise than the reference; all are one program as long as there are none. */
export async function wrongSizes(s: Sized, backend: Backend): Promise<unknown[]> {
  if ((await disagreement(joined(s), backend)) === null) return [];
  const found = [];
  for (const c of s.variants) found.push({ name: c.name, found: await disagreement(c, backend) });
  return found.filter((f) => f.found !== null);
}

function joined({ name, variants }: Sized): Case {
  return {
    name,
    inputs: variants.flatMap((c) => c.inputs),
    f: (...xs) => {
      const rest = [...xs];
      return variants.flatMap((c) => c.f(...rest.splice(0, c.inputs.length)));
    },
  };
}
