// Expressions with some of their nodes replaced.
import { makeGradientRule, makeInput, makeScanOutput } from '../build.ts';
import { type Expr, type GradientRule, type Scan, topological } from '../expr.ts';
import { watch } from '../intern.ts';
import { rebuild, rebuildScan } from '../rebuild.ts';

/**
 * The pullback of a rule, with what it gives rewritten. The cotangent stays as it is: it comes from the program that
 * asks, which may compute with the very nodes that are replaced.
 */
export function rewrittenPullback(
  rule: GradientRule,
  rewrite: (cotangents: readonly Expr[]) => readonly Expr[],
): GradientRule['pullback'] {
  return (g) => {
    const place = makeInput('cotangent', g.shape, g.dtype);
    const filled = new Substitution(new Map([[place, g]]));
    return rewrite(rule.pullback(place)).map((c) => filled.apply(c));
  };
}

/** A substitution: nodes and what stands for them. Rebuilt nodes are remembered, so that sharing is kept. */
export class Substitution {
  readonly #images: Map<Expr, Expr>;
  readonly #scans = new Map<Scan, Scan>();

  constructor(replacements: ReadonlyMap<Expr, Expr>) {
    this.#images = new Map(replacements);
  }

  /** The expression with the replacements made, wherever they occur below it. */
  apply(root: Expr): Expr {
    const { from } = watch;
    for (const e of topological([root], this.#images)) {
      watch.from = e;
      this.#images.set(e, this.#rebuild(e));
    }
    watch.from = from;
    return this.#images.get(root)!;
  }

  /** operands come before their users, so their images are known */
  #image(e: Expr): Expr {
    return this.#images.get(e) ?? e;
  }

  #rebuild(e: Expr): Expr {
    const of = (x: Expr) => this.#image(x);
    if (e.kind === 'scanOutput') return makeScanOutput(this.#scan(e.scan), e.index);
    if (e.kind !== 'gradientRule') return rebuild(e, of);
    if (e.inputs.length === 0 && of(e.source) === e.source) return e;
    // the rule was written over the nodes before the replacement, and may read some that its value is not computed from
    const pullback = rewrittenPullback(e, (all) => all.map((c) => this.apply(c)));
    return makeGradientRule(of(e.source), e.inputs.map(of), pullback, e.form);
  }

  /** A loop's body is closed: only its operands change. */
  #scan(scan: Scan): Scan {
    const image = this.#scans.get(scan) ?? rebuildScan(scan, (x) => this.#image(x));
    this.#scans.set(scan, image);
    return image;
  }
}
