// Wrong programs: leaves.
import { affine } from '../../../dsl/nn/affine.ts';
import { full, input, iota, ones, zeros } from '../../../dsl/ops/leaves.ts';
import { size } from '../../../dsl/size.ts';

declare const axis: string;
declare const hidden: number;

//! 'S+T' cannot be declared: write a multiple of one name and a constant, '4*H', 'T+1' or '2*T-1'
export const twoNames = () => zeros('S+T');

//! 'B*T' cannot be declared: write a multiple of one name and a constant, '4*H', 'T+1' or '2*T-1'
export const productOfNames = () => input('B*T', 8);

//! 'H*4' cannot be declared: write a multiple of one name and a constant, '4*H', 'T+1' or '2*T-1'
export const multipleBehind = () => input('batch', 'H*4');

//! '1*H' cannot be declared: write a multiple of one name and a constant, '4*H', 'T+1' or '2*T-1'
export const multipleOfOne = () => input('batch', '1*H');

//! '2.5*H' cannot be declared: write a multiple of one name and a constant, '4*H', 'T+1' or '2*T-1'
export const fractionOfName = () => input('batch', '2.5*H');

//! '-T+5' cannot be declared: write a multiple of one name and a constant, '4*H', 'T+1' or '2*T-1'
export const fallingSize = () => input('-T+5');

//! 'T+0' cannot be declared: write a multiple of one name and a constant, '4*H', 'T+1' or '2*T-1'
export const nothingAdded = () => input.i32('T+0');

//! 'T/2' cannot name a dimension: a name is a letter, then letters, digits or _
export const quotientOfName = () => input('T/2');

//! '4*H' cannot name a dimension: a name is a letter, then letters, digits or _
export const sizeOfMultiple = () => size('4*H', 32);

//? affine(rows, 10): input has features features, expected rows
export const sizesOfTwoNames = () => affine(size('rows', hidden), 10)(input('batch', size('features', hidden)));

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
