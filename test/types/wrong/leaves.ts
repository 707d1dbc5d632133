// Wrong programs: leaves.
import { full, input, iota, ones, zeros } from '../../../dsl/ops/leaves.ts';

declare const hidden: number;
declare const axis: string;

//! 'T+1' cannot name a dimension: '+' is part of dimension arithmetic
export const nameWithPlus = () => zeros('T+1');

//! 'a/b' cannot name a dimension: '/' is part of dimension arithmetic
export const nameWithSlash = () => input(32, 'a/b');

//! a dimension must be a whole number, 0 or more, not -3
export const negativeSize = () => ones(2, -3);

//! a dimension must be a whole number, 0 or more, not 2.5
export const fractionalSize = () => input(2.5, 3);

//! a dimension must be a whole number, 0 or more, not -1
export const negativeFull = () => full(1, -1);

//! a dimension must be a whole number, 0 or more, not -4
export const negativeIota = () => iota(-4);

//? a dimension must be a literal or a name such as 'batch', not number
export const wideNumber = () => input(32, hidden);

//? a dimension must be a literal or a name such as 'batch', not string
export const wideString = () => input.i32(axis);
