// What is checked: expressions over leaves, with values of the leaves to check them at.

import type { Expr, Input, Parameter } from '../../../dsl/expr.ts';
import type { Domain } from '../../../dsl/scalar/op.ts';
import { Evaluation, type Feeds, type Values } from '../../../runtime/backends/reference/index.ts';
import type { TracedSource } from '../covered/index.ts';
import type { Plain } from '../plain/array.ts';
import type { Twin } from '../rewriting/index.ts';
import type { Training } from './training.ts';

export interface Leaf {
  readonly expr: Input | Parameter;
  /** float32 numbers, so that every backend is given the same */
  readonly values: Values;
  /** where other values may be drawn: a check that must move away from a kink stays inside */
  readonly domain: Domain;
  /** the values are of the user's arbitrary: others are taken inside the domain alone */
  readonly isGiven?: boolean;
}

export interface Specimen {
  readonly leaves: readonly Leaf[];
  readonly outputs: readonly Expr[];
  /** the same model for a batch of one, where its rows are not to see each other */
  readonly alone?: Alone;
  /** what it is another way of writing of */
  readonly twin?: Twin;
  /** what it is about, where it was not drawn from the whole language */
  readonly name?: string;
  /** what is known of it beforehand: only oracles that know what to make of it are asked */
  readonly known?: Known;
  /** of a user's program: what it was traced to, and where its nodes are written */
  readonly traced?: TracedSource;
}

export type Known =
  /** each output is one operation, elementwise in the only leaf, whose values are where it has kinks */
  | { readonly kind: 'kinks' }
  /** the gradient of the first output's sum by each leaf; `second`: that of the sum of its derivatives by a leaf, by each */
  | {
      readonly kind: 'slopes';
      readonly slopes: readonly (readonly number[])[];
      readonly second?: readonly (readonly (readonly number[])[])[];
    }
  /** what the outputs are by plain arithmetic: their shapes and values */
  | { readonly kind: 'plain'; readonly wanted: readonly Plain[] }
  /** how far each output of a float32 computation may be off */
  | { readonly kind: 'digits'; readonly allowed: readonly UnitsAllowed[] }
  /** steps of training in a row, of which leaves and outputs are the first */
  | { readonly kind: 'training'; readonly training: Training }
  /** nothing but values: they, and what is derived of them, may be NaN and infinite */
  | { readonly kind: 'bits' }
  /** long sums: too many terms for every oracle but the backends */
  | { readonly kind: 'long' }
  /** more elements than anybody could store; built late, since it may be refused. `text` says it as a program */
  | {
      readonly kind: 'extent';
      readonly build: () => Expr;
      readonly values: readonly number[];
      readonly text: string;
    };

/** Units in the last place, and `floor` beside them. */
export interface UnitsAllowed {
  readonly ulps: number;
  readonly floor: number;
}

export interface Alone {
  /** rows of the whole batch */
  readonly size: number;
  readonly outputs: readonly Expr[];
  /** by the leaf of the whole batch */
  readonly leaves: ReadonlyMap<Expr, Expr>;
  /** the outputs for the whole batch: a specimen that was cut down is another program */
  readonly of: readonly Expr[];
}

export function feedsOf({ leaves }: Specimen): Feeds {
  return new Map(leaves.map((l) => [l.expr, l.values]));
}

const evaluations = new WeakMap<Specimen, Evaluation>();

/** The values of expressions over its leaves, in float64, each computed once. */
export function valuesAt(specimen: Specimen): Evaluation {
  const values = evaluations.get(specimen) ?? new Evaluation(feedsOf(specimen));
  evaluations.set(specimen, values);
  return values;
}

/** The leaves that derivatives are taken by. */
export function differentiable({ leaves }: Specimen): readonly Leaf[] {
  return leaves.filter((l) => l.expr.dtype === 'f32' && !(l.expr.kind === 'parameter' && !l.expr.trainable));
}

/** The same expressions at other values. */
export function moved(s: Specimen, values: (leaf: Leaf, index: number) => Values): Specimen {
  return { ...s, leaves: s.leaves.map((l, i) => ({ ...l, values: values(l, i) })) };
}
