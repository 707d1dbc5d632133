// Expressions with some of their nodes replaced.
import {
  makeGather,
  makeGradientRule,
  makeMap,
  makeReduce,
  makeReshape,
  makeScanOutput,
  makeScatter,
  makeView,
} from '../build.ts';
import { type Expr, type Scan, topological } from '../expr.ts';
import { nextId } from '../intern.ts';

/** A substitution: nodes and what stands for them. Rebuilt nodes are remembered, so that sharing is kept. */
export class Substitution {
  readonly #images: Map<Expr, Expr>;
  readonly #scans = new Map<Scan, Scan>();

  constructor(replacements: ReadonlyMap<Expr, Expr>) {
    this.#images = new Map(replacements);
  }

  /** The expression with the replacements made, wherever they occur below it. */
  apply(root: Expr): Expr {
    for (const e of topological([root])) if (!this.#images.has(e)) this.#images.set(e, this.#rebuild(e));
    return this.#images.get(root)!;
  }

  /** operands come before their users, so their images are known */
  #image(e: Expr): Expr {
    return this.#images.get(e) ?? e;
  }

  #rebuild(e: Expr): Expr {
    const of = (x: Expr) => this.#image(x);
    switch (e.kind) {
      case 'input':
      case 'parameter':
      case 'constant':
      case 'iota':
        return e;
      case 'map':
        return makeMap(e.op, e.args.map(of));
      case 'view':
        return makeView(of(e.source), e.shape, e.axes, e.fill);
      case 'reshape':
        return makeReshape(of(e.source), e.shape);
      case 'reduce':
        return makeReduce(e.monoid, of(e.source), e.axes);
      case 'gather':
        return makeGather(of(e.source), of(e.indices));
      case 'scatter':
        return makeScatter(e.shape[0]!, of(e.indices), of(e.updates));
      case 'scanOutput':
        return makeScanOutput(this.#scan(e.scan), e.index);
      case 'gradientRule': {
        const unchanged = of(e.source) === e.source && e.inputs.every((x) => of(x) === x);
        // the rule was written over the nodes before the replacement
        return unchanged
          ? e
          : makeGradientRule(of(e.source), e.inputs.map(of), (g) => e.pullback(g).map((c) => this.apply(c)));
      }
    }
  }

  /** A loop's body is closed: only its operands change. */
  #scan(scan: Scan): Scan {
    const known = this.#scans.get(scan);
    if (known !== undefined) return known;
    const of = (xs: readonly Expr[]) => xs.map((x) => this.#image(x));
    const [initial, sequences, constants] = [of(scan.initial), of(scan.sequences), of(scan.constants)];
    const before = [...scan.initial, ...scan.sequences, ...scan.constants];
    const same = [...initial, ...sequences, ...constants].every((x, i) => x === before[i]);
    const image = same ? scan : Object.freeze({ ...scan, id: nextId(), initial, sequences, constants });
    this.#scans.set(scan, image);
    return image;
  }
}
