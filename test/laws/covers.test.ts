// A new op or layer is under the laws, or says here why not.
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import * as layers from '../../dsl/nn/index.ts';
import * as nets from '../../dsl/nn/nets/index.ts';
import * as ops from '../../dsl/ops/index.ts';
import * as optim from '../../dsl/optim/index.ts';
import { type Case, cases } from './cases/index.ts';
import { inPage } from './targets.ts';
import { isDifferentiable, trialOf } from './trial.ts';

/** Not functions of tensors alone, and tested elsewhere. */
const elsewhere = new Set([
  ...['constant', 'constantI32', 'full', 'input', 'iota', 'ones', 'parameter', 'scalar', 'zeros'], // leaves
  ...['grad', 'valueAndGrad', 'vjp', 'jvp', 'customGradient'], // the derivatives themselves: test/dsl
  ...['model', 'paramsOf'], // the forms that layers are put in: test/dsl
  ...['alexNet', 'vgg', 'resNet', 'denseNet', 'denseBlock', 'transition'], // types, parameters and memory: test/types/right/nets.ts, test/nets
  ...['leNet', 'digitsMlp', 'resNetSmall', 'alexNetSmall', 'vggSmall', 'denseNetSmall'], // followed for 20 steps of training on every backend: test/training
  ...['transformer', 'transformerDecoder', 'seq2seq', 'symbolsOf'], // of blocks that are under the laws: test/lecture
  ...['fill', 'normalInitializer', 'orthogonal', 'truncatedNormal', 'uniformInitializer'], // drawn on the host: test/dsl
]);

/** No gradient flows through these: their results, or all that they take, are whole numbers. */
const notDifferentiable = new Set([
  ...['argMax', 'argMin', 'any', 'all', 'count', 'oneHot', 'cast', 'stopGradient'],
  ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'and', 'or', 'not'],
  ...['keyOf', 'foldIn', 'randomUniform', 'randomNormal', 'randomBernoulli'],
  ...['greedy', 'beamSearch'], // of symbols
  ...['stepDecay', 'exponentialDecay', 'cosineDecay', 'warmup', 'joined'], // of a whole number of steps
]);

/** The op or layer that a case is about. */
const subject = ({ name }: Case): string => name.split(/[ [(]/)[0]!;

const functions = (exported: object): string[] =>
  Object.entries(exported).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));

/** The exported functions that are neither among `subjects` nor excused. */
function missing(exported: object, subjects: readonly string[], excused: ReadonlySet<string>): string[] {
  return functions(exported).filter((name) => !subjects.includes(name) && !excused.has(name));
}

const all = { ...ops, ...layers, ...nets, ...optim };
const differentiable = cases.filter(isDifferentiable);
const either = new Set([...elsewhere, ...notDifferentiable]);

describe('the laws', () => {
  it('hold every public op, layer and optimiser against the reference', () => {
    expect(missing(all, cases.map(subject), elsewhere)).toEqual([]);
  });

  it('hold the first and second derivatives of all that are differentiable', () => {
    expect(missing(all, differentiable.map(subject), either)).toEqual([]);
  });

  it('would notice a new op without a case', () => {
    const extended = { ...all, brandNew: () => 0 };
    expect(missing(extended, cases.map(subject), elsewhere)).toEqual(['brandNew']);
    expect(missing(extended, differentiable.map(subject), either)).toEqual(['brandNew']);
  });

  it('would notice a case that is taken away', () => {
    const without = cases.filter((c) => subject(c) !== 'tanh');
    expect(missing(all, without.map(subject), elsewhere)).toEqual(['tanh']);
    expect(missing(all, without.filter(isDifferentiable).map(subject), either)).toEqual(['tanh']);
  });

  it('excuse nothing that is not there, or that needs no excuse', () => {
    const known = functions(all);
    expect([...either].filter((name) => !known.includes(name))).toEqual([]);
    expect([...elsewhere].filter((name) => cases.some((c) => subject(c) === name))).toEqual([]);
    expect([...notDifferentiable].filter((name) => differentiable.some((c) => subject(c) === name))).toEqual([]);
  });

  it('call cases by names of their own, after what is exported', () => {
    expect(new Set(cases.map((c) => c.name)).size).toBe(cases.length);
    const extra = ['softmax', 'shared'];
    expect(cases.map(subject).filter((s) => !functions(all).includes(s) && !extra.includes(s))).toEqual([]);
  });

  it('run in a page on every backend that is said to be under them there', () => {
    const files = globSync('test/browser/laws.*.test.ts').map((f) => readFileSync(f, 'utf8'));
    expect(Object.keys(inPage).filter((name) => !files.join('').includes(`'${name}'`))).toEqual([]);
  });

  it('draw values that differ: at zeros alone most of them would hold', () => {
    for (const c of cases) {
      const { values } = trialOf(c, 1);
      for (const [i, s] of c.inputs.entries()) {
        if (s.dtype === 'f32' && s.given === undefined && s.avoid.length === 0) {
          expect(new Set(values[i]).size, c.name).toBe(values[i]!.length);
        }
      }
    }
  });
});
