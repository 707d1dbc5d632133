// A program around loops: leaves of every element type, values that are captured, one loop or a few of which one reads
// another's results, what is read again after them, and now and then its derivatives as results.
import { makeConstant, makeInput } from '../../../dsl/build.ts';
import type { DType } from '../../../dsl/dtype.ts';
import { type Expr, elementCount, topological } from '../../../dsl/expr.ts';
import { pushforward } from '../../../dsl/grad/forward.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import { Evaluation } from '../../../runtime/backends/reference/index.ts';
import { direction, weightedSum } from '../oracles/line.ts';
import type { Choices } from './choices.ts';
import { feedsOf, type Leaf, type Specimen } from './specimen.ts';
import { grid, Typed } from './typed.ts';
import { twin, twins, typedLoop } from './typedLoops.ts';

/** Turns: none and one are where carries, rows and results are easily taken for each other. */
const lengths = [2, 3, 1, 2, 3, 0, 5];

/** Larger values leave float32 no digits; integers beyond it are no longer exact on a GPU. */
const loudest = 2 ** 12;
/** A program that is too loud is drawn again. */
const attempts = 5;
/** Results that are read. */
const most = 4;

export function typedProgram(choices: Choices): Specimen {
  for (let attempt = 1; ; attempt++) {
    const program = drawn(choices);
    if (attempt === attempts || isQuiet(program)) return program;
  }
}

function drawn(choices: Choices): Specimen {
  const [length, width] = [choices.from(lengths), choices.from([1, 2, 3])];
  const leaves = drawnLeaves(choices, length, width);
  const exprs = leaves.map((l) => l.expr);
  const outer = new Typed(choices, exprs, exprs);
  for (const dtype of ['f32', 'i32', 'bool'] as const)
    if (choices.oneIn(2)) outer.add(outer.of(dtype, choices.from([[], [width], [width, 2]]), 1));
  const results: Expr[] = [];
  const pairs: Expr[] = [];
  for (let loops = 1 + choices.below(2); loops > 0; loops--) {
    const found = typedLoop(outer, length, width, 1);
    const others = choices.oneIn(4) ? [] : twin(outer, found);
    results.push(...found, ...others);
    // of loops that are nearly the same, both are read, at the same place where they have one
    if (others.length > 0) {
      const at = choices.below(Math.min(found.length, others.length));
      pairs.push(found[at]!, others[at]!);
    }
    outer.add(...found, ...others);
  }
  // what is captured is read after the loop too
  if (choices.oneIn(2)) results.push(outer.of(choices.from(['f32', 'f32', 'i32', 'bool']), [width], 2));
  const read = results.filter(() => choices.oneIn(2));
  const outputs = [...new Set([...pairs, ...(read.length === 0 ? [choices.from(results)] : read)])].slice(0, most);
  return { leaves, outputs: [...new Set(choices.oneIn(5) ? derived(choices, leaves, outputs) : outputs)] };
}

/** A loop, and for each thing in which loops may differ one that differs in it: the same result of all. */
export function nearlyEqual(choices: Choices): Specimen {
  const [length, width] = [choices.from([2, 3]), choices.from([1, 2])];
  const leaves = drawnLeaves(choices, length, width);
  const exprs = leaves.map((l) => l.expr);
  const outer = new Typed(choices, exprs, exprs);
  const found = typedLoop(outer, length, width, 0);
  const at = choices.below(found.length);
  const others = twins(outer, found).flatMap((results) => results.slice(at, at + 1));
  return { leaves, outputs: [...new Set([found[at]!, ...others])] };
}

function drawnLeaves(choices: Choices, length: number, width: number): Leaf[] {
  const shapes = [[length, width], [width], [length], [], [2], [width, 2]];
  const make = (dtype: DType, shape: readonly number[], i: number): Leaf => ({
    expr: makeInput(`x${i}`, shape, dtype),
    values: valuesOf(choices, dtype, elementCount(shape)),
    domain: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
  });
  const types: DType[] = ['f32', 'i32', 'f32', ...(['f32', 'bool', 'i32'] as const).filter(() => choices.oneIn(2))];
  return types.map((dtype, i) => make(dtype, i === 0 ? shapes[0]! : choices.from(shapes), i));
}

function valuesOf(choices: Choices, dtype: DType, count: number): Float64Array {
  const whole = dtype === 'bool' ? [0, 1] : [0, 1, 2, 3, -1, -2, 7, -5];
  if (dtype !== 'f32') return Float64Array.from({ length: count }, () => choices.from(whole));
  // all different: the largest of them is clear
  const [start, step] = [choices.below(33), choices.from([1, 2, 4, 5, 7])];
  return Float64Array.from({ length: count }, (_, i) => grid * (((start + i * step) % 33) - 16));
}

/** The change of the results, or the derivative of their sum, beside one of them. */
function derived(choices: Choices, leaves: readonly Leaf[], outputs: readonly Expr[]): readonly Expr[] {
  const real = outputs.filter((o) => o.dtype === 'f32');
  const by = choices.from(leaves.filter((l) => l.expr.dtype === 'f32')).expr;
  if (real.length === 0) return outputs;
  const made = choices.oneIn(2)
    ? pushforward(real.slice(0, 2), [by], [makeConstant(direction(elementCount(by.shape), 9), by.shape, 'f32')])
    : gradient(weightedSum(real.slice(0, 2)), [by]);
  return [...made, outputs[0]!];
}

/** Are all values finite and none large, derivatives too? */
function isQuiet(program: Specimen): boolean {
  const values = new Evaluation(feedsOf(program));
  return topological(program.outputs).every((e) => values.of(e).every((v) => Math.abs(v) <= loudest));
}
