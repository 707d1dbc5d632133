// Smaller shapes: one extent, wherever it occurs, becomes another.
import {
  makeConstant,
  makeGather,
  makeGradientRule,
  makeInput,
  makeIota,
  makeMap,
  makeParameter,
  makeReduce,
  makeReshape,
  makeScanOutput,
  makeScatter,
  makeView,
} from '../../../dsl/build.ts';
import {
  type AxisMap,
  type Constant,
  type Expr,
  elementCount,
  type GradientRule,
  type Input,
  type Parameter,
  type Scan,
  topological,
} from '../../../dsl/expr.ts';
import { Substitution } from '../../../dsl/expression/substitute.ts';
import { nextId } from '../../../dsl/intern.ts';
import type { Leaf, Specimen } from '../programs/specimen.ts';
import { tidy } from './structure.ts';

/** Candidates: each extent replaced by 1, by 2, by its half, by one less. What cannot be built is left out. */
export function* smallerShapes(specimen: Specimen): Generator<Specimen> {
  const extents = new Set(topological(specimen.outputs).flatMap((e) => e.shape));
  for (const from of [...extents].sort((a, b) => b - a)) {
    for (const to of new Set([1, 2, from >> 1, from - 1])) {
      if (to < 1 || to >= from) continue;
      const made = attempt(() => new Resizing(from, to).specimen(specimen));
      if (made !== null) yield made;
    }
  }
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    // two uses of the extent that cannot both change: not a candidate
    return null;
  }
}

class Resizing {
  readonly #images = new Map<Expr, Expr>();
  readonly #scans = new Map<Scan, Scan>();

  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {}

  specimen({ leaves, outputs }: Specimen): Specimen {
    const resized = leaves.map((l): Leaf => {
      const expr = this.#leaf(l.expr);
      this.#images.set(l.expr, expr);
      return { ...l, expr, values: block(l.values, l.expr.shape, expr.shape) };
    });
    return tidy({ leaves: resized, outputs: outputs.map((o) => this.#image(o)) });
  }

  #shape(shape: readonly number[]): number[] {
    return shape.map((d) => (d === this.from ? this.to : d));
  }

  #leaf(e: Input | Parameter): Input | Parameter {
    const shape = this.#shape(e.shape);
    return e.kind === 'input'
      ? makeInput(e.name, shape, e.dtype)
      : makeParameter(e.name, shape, e.initializer, e.trainable, e.dtype);
  }

  #image(root: Expr): Expr {
    for (const e of topological([root], this.#images)) this.#images.set(e, this.#made(e));
    return this.#images.get(root)!;
  }

  #made(e: Expr): Expr {
    const of = (x: Expr): Expr => this.#image(x);
    switch (e.kind) {
      case 'input':
      case 'parameter':
        return this.#leaf(e);
      case 'constant':
        return this.#constant(e, e.data);
      case 'iota':
        return makeIota(this.#shape(e.shape), e.axis);
      case 'map':
        return makeMap(e.op, e.args.map(of));
      case 'view':
        return makeView(
          of(e.source),
          this.#shape(e.shape),
          e.axes.map((a) => this.#axis(a)),
          e.fill,
        );
      case 'reshape':
        return makeReshape(of(e.source), this.#regrouped(e.source.shape, e.shape, of(e.source).shape));
      case 'reduce':
        return makeReduce(e.monoid, of(e.source), e.axes);
      case 'gather': {
        const source = of(e.source);
        const rows = source.shape[0]!;
        // rows that are there no longer become others
        const indices =
          e.indices.kind === 'constant'
            ? this.#constant(
                e.indices,
                e.indices.data.map((i) => i % rows),
              )
            : of(e.indices);
        return makeGather(source, indices);
      }
      case 'scatter':
        return makeScatter(this.#shape(e.shape)[0]!, of(e.indices), of(e.updates), e.uniqueIndices);
      case 'scanOutput':
        return makeScanOutput(this.#scan(e.scan), e.index);
      case 'gradientRule':
        return this.#rule(e);
    }
  }

  /**
   * The rule is traced once, over a cotangent of the old shape; its image is what the new one gives. Not before a derivative
   * is asked for: a rule may be made of itself.
   */
  #rule(e: GradientRule): Expr {
    const trace = () => {
      const g = makeInput('g', e.shape, 'f32');
      const image = this.#leaf(g);
      this.#images.set(g, image);
      return { image, cotangents: e.pullback(g).map((c) => this.#image(c)) };
    };
    let traced: ReturnType<typeof trace> | undefined;
    const inputs = e.inputs.map((x) => this.#image(x));
    return makeGradientRule(this.#image(e.source), inputs, (c) => {
      traced ??= trace();
      const substitution = new Substitution(new Map([[traced.image, c]]));
      return traced.cotangents.map((x) => substitution.apply(x));
    });
  }

  #constant(e: Constant, data: Constant['data']): Expr {
    const shape = this.#shape(e.shape);
    return makeConstant(block(data, e.shape, shape), shape, e.dtype);
  }

  /** a flip starts at the last element, wherever that is */
  #axis(a: AxisMap): AxisMap {
    const isFlip = a.offset === this.from - 1 && a.coefficients.includes(-1);
    return isFlip ? { ...a, offset: this.to - 1 } : a;
  }

  /** The new shape of a reshape: an axis that is a product of axes becomes the product of the new ones. */
  #regrouped(source: readonly number[], shape: readonly number[], next: readonly number[]): readonly number[] {
    const mapped = this.#shape(shape);
    if (elementCount(mapped) === elementCount(next)) return mapped;
    let at = 0;
    return shape.map((d) => {
      let [old, now] = [1, 1];
      while (old < d && at < source.length) {
        old *= source[at]!;
        now *= next[at]!;
        at++;
      }
      if (old !== d) throw new RangeError('reshape: axes are split');
      return now;
    });
  }

  #scan(scan: Scan): Scan {
    const known = this.#scans.get(scan);
    if (known !== undefined) return known;
    const of = (list: readonly Expr[]) => list.map((e) => this.#image(e));
    const inputs = (list: readonly Input[]) => of(list) as readonly Input[];
    const next: Scan = Object.freeze({
      id: nextId(),
      length: scan.length === this.from ? this.to : scan.length,
      reverse: scan.reverse,
      initial: of(scan.initial),
      sequences: of(scan.sequences),
      constants: of(scan.constants),
      carryInputs: inputs(scan.carryInputs),
      sliceInputs: inputs(scan.sliceInputs),
      constantInputs: inputs(scan.constantInputs),
      nextCarries: of(scan.nextCarries),
      outputs: of(scan.outputs),
    });
    this.#scans.set(scan, next);
    return next;
  }
}

/** The block at the origin. */
function block<T extends Constant['data'] | Float64Array>(data: T, from: readonly number[], to: readonly number[]): T {
  const out = data.slice(0, elementCount(to)) as T;
  for (let flat = 0; flat < out.length; flat++) {
    let [rest, source, stride] = [flat, 0, 1];
    for (let axis = to.length - 1; axis >= 0; axis--) {
      const at = rest % to[axis]!;
      rest = (rest - at) / to[axis]!;
      source += Math.min(at, from[axis]! - 1) * stride;
      stride *= from[axis]!;
    }
    out[flat] = data[source]!;
  }
  return out;
}
