// The scalar core, complete: one object per name, checked by type.
import { arithmetic } from './arithmetic.ts';
import { logic } from './logic.ts';
import type { ScalarName, ScalarOp } from './op.ts';
import { transcendental } from './transcendental.ts';

export const scalars: Readonly<Record<ScalarName, ScalarOp>> = { ...arithmetic, ...transcendental, ...logic };
