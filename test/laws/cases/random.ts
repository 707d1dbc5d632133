// Random numbers: functions of the key and the position alone, so every backend computes the same bits. The normal ones
// go through a logarithm and a cosine, which backends round differently: they agree as real numbers do.
import * as language from '../../../dsl/ops/index.ts';
import { type Case, given, type Sample, type Untyped } from './case.ts';

const q = language as unknown as Untyped;
const exact = (name: string, f: Case['f'], inputs: readonly Sample[] = []): Case => ({ name, inputs, f, exact: true });

export const randoms: readonly Case[] = [
  exact('keyOf', () => q.keyOf!(7)),
  exact('foldIn', () => q.foldIn!(q.keyOf!(7), 123_456)),
  exact('foldIn of a step', (step) => q.foldIn!(q.keyOf!(7), step), [given([], [54_321], 'i32')]),
  exact('randomUniform', () => [q.randomUniform!(q.keyOf!(0), 1031), q.randomUniform!(q.keyOf!(2 ** 40 + 1), 7, 11)]),
  exact('randomUniform of a folded key', () => q.randomUniform!(q.foldIn!(q.foldIn!(q.keyOf!(1), 2), 3), 64)),
  exact('randomBernoulli', () => q.randomBernoulli!(q.keyOf!(5), 0.3, 500)),
  { name: 'randomNormal', inputs: [], f: () => q.randomNormal!(q.keyOf!(9), 500) },
];
