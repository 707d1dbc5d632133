// Wrong programs: the parts of densely connected networks.
import { evaluating } from '../../../dsl/nn/index.ts';
import { denseBlock, transition } from '../../../dsl/nn/nets/index.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';

//! denseBlock(16, 64): input has 24 channels, expected 16
export const denseChannels = () => denseBlock(16, 6, 8)(evaluating)(zeros(2, 24, 8, 8));

//! transition(64, 32): input has 16 channels, expected 64
export const transitionBefore = () => transition(denseBlock(16, 6, 8).outputs)(evaluating)(zeros(2, 16, 8, 8));

//! denseBlock(16, 32): input must be [batch, channels, height, width]
export const denseRank = () => denseBlock(16, 2, 8)(evaluating)(zeros(2, 16));

//! transition: operand is i32, expected f32
export const transitionType = () => transition(8)(evaluating)(input.i32(2, 8, 4, 4));
