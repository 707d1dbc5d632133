// Axes that a schedule adds to those of a program.
import type { Axis, AxisId } from '../program/types.ts';
import type { CountedAxis, Role } from './nest/types.ts';

/** Makes an axis that is unlike all others of its kernel. */
export type Fresh = (role: Role, extent: number) => CountedAxis;

/** `known`: every axis of the kernel and of the loops around it. */
export function freshAxes(known: Iterable<AxisId>): Fresh {
  let next = 0;
  for (const id of known) next = Math.max(next, id + 1);
  return (role, extent) => ({ id: next++, extent, role });
}

/** The axes of a kernel, its reduction's included. */
export const axesOfKernel = ({
  axes,
  reduction,
}: {
  readonly axes: readonly Axis[];
  readonly reduction: { readonly axes: readonly Axis[] } | null;
}): readonly Axis[] => [...axes, ...(reduction?.axes ?? [])];
