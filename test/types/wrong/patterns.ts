// Wrong programs: patterns of axes.
import { bindingOf } from '../../../dsl/binding.ts';
import { repeat } from '../../../dsl/ops/join.ts';
import { constantI32, zeros } from '../../../dsl/ops/leaves.ts';
import { rearrange, reduce } from '../../../dsl/ops/rearrange.ts';

//! rearrange: expected 'axes -> axes', such as 'b t (h d) -> b h t d', got 'b t c'
export const noArrow = () => rearrange(zeros(2, 3, 4), 'b t c');

//! rearrange: the size of 'h' in 'b t (h d) -> b h t d' is not known; give it by name
export const noSize = () => rearrange(zeros(2, 3, 8), 'b t (h d) -> b h t d');

//! rearrange: '(h d)' is 512, which does not divide by 7
export const sevenHeads = () => rearrange(zeros(2, 3, 512), 'b t (h d) -> b h t d', { h: 7 });

//! rearrange: '(h d)' is 512, not 500
export const bothSizes = () => rearrange(zeros(2, 3, 512), 'b t (h d) -> b h t d', { h: 5, d: 100 });

//! rearrange: 'c' is on one side only of 'b t c -> b t'
export const forgotten = () => rearrange(zeros(2, 3, 4), 'b t c -> b t');

//! rearrange: 'd' is on one side only of 'b t c -> b t d'
export const fromNowhere = () => rearrange(zeros(2, 3, 4), 'b t c -> b t d');

//! rearrange: 'b t -> t b' needs rank 2, got [2, 3, 4]
export const fewerAxes = () => rearrange(zeros(2, 3, 4), 'b t -> t b');

//! rearrange: 'a b c ... -> a b (c ...)' needs rank 3 or more, got [2, 3]
export const fewerThanNamed = () => rearrange(zeros(2, 3), 'a b c ... -> a b (c ...)');

//! rearrange: parentheses in 'b (t c -> b t c' do not match; they are not put into each other
export const leftOpen = () => rearrange(zeros(2, 3), 'b (t c -> b t c');

//! rearrange: 'b' occurs twice on one side of 'b b c -> b c'
export const twice = () => rearrange(zeros(2, 2, 3), 'b b c -> b c');

//! rearrange: 'hh' is given a size but is no axis of 'b t (h d) -> b h t d'
export const misspelt = () => rearrange(zeros(2, 3, 8), 'b t (h d) -> b h t d', { hh: 8 });

//! rearrange: 'b,' in 'b, t -> t b' cannot name an axis
export const commas = () => rearrange(zeros(2, 3), 'b, t -> t b');

//! rearrange: '...' is in parentheses on the left of '(...) -> ...'
export const cutDots = () => rearrange(zeros(6), '(...) -> ...');

//! rearrange: '1' is 3, not 1
export const notOne = () => rearrange(zeros(2, 3), 'b 1 -> b');

//? rearrange: 't' is T, not 8
export const namedSize = () => bindingOf({ T: 8 }, () => rearrange(zeros('T', 3), 't c -> c t', { t: 8 }));

//! reduce: 'd' is on one side only of 'b t -> b d'
export const reducedToNothing = () => reduce(zeros(2, 3), 'b t -> b d', 'max');

//! reduce: '(h 2)' is 33, which does not divide by 2
export const oddPooling = () => reduce(zeros(4, 33, 32), 'c (h 2) (w 2) -> c h w', 'max');

//! reduce: operand is i32, expected f32
export const meanOfIntegers = () => reduce(constantI32([1, 2], 2), 'n ->', 'mean');

//! repeat: the size of 'c' in 'h w -> h w c' is not known; give it by name
export const howOften = () => repeat(zeros(2, 3), 'h w -> h w c');

//! repeat: 'w' is on one side only of 'h w -> h c'
export const dropped = () => repeat(zeros(2, 3), 'h w -> h c', { c: 3 });

//! repeat: count undefined must be a whole number, 0 or more
export const noCount = () => repeat(zeros(2, 3), 1);
