// Wrong programs: leaves.
import { full, input, iota, ones, zeros } from '../../../dsl/ops/leaves.ts';

declare const axis: string;

//! 'T+1' cannot name a dimension: a name is a letter, then letters, digits or _
export const nameWithPlus = () => zeros('T+1');

//! 'a/b' cannot name a dimension: a name is a letter, then letters, digits or _
export const nameWithSlash = () => input(32, 'a/b');

//! '' cannot name a dimension: a name is a letter, then letters, digits or _
export const emptyName = () => input('', 8);

//! '3x' cannot name a dimension: a name is a letter, then letters, digits or _
export const nameWithDigit = () => input.i32('batch', '3x');

//! '32' cannot name a dimension: a name is a letter, then letters, digits or _
export const numberAsText = () => input('32', 784);

//! 'batch size' cannot name a dimension: a name is a letter, then letters, digits or _
export const nameWithBlank = () => input.bool('batch size');

//! 'zeit·höhe' cannot name a dimension: a name is a letter, then letters, digits or _
export const nameWithUmlaut = () => iota('zeit·höhe');

//! a dimension must be a whole number, 0 or more, not -3
export const negativeSize = () => ones(2, -3);

//! a dimension must be a whole number, 0 or more, not 2.5
export const fractionalSize = () => input(2.5, 3);

//! a dimension must be a whole number, 0 or more, not -1
export const negativeFull = () => full(1, -1);

//! a dimension must be a whole number, 0 or more, not -4
export const negativeIota = () => iota(-4);

//? a dimension must be a literal or a name such as 'batch', not string
export const wideString = () => input.i32(axis);
