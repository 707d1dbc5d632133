// Which branches of the user's own code were taken, by the values at the drawn points.
import { type Expr, topological } from '../../../dsl/expr.ts';
import type { Values } from '../../../runtime/backends/reference/index.ts';
import type { Sources } from './sources.ts';

/** A choice in the user's code: where(...), relu(...), a condition of a lifted function. */
export interface Branch {
  /** 'where', 'relu', 'maximum', 'minimum', 'clamp', 'abs', 'leakyRelu', 'elu', 'lifted function' */
  readonly op: string;
  /** 'model.ts:20', where it is known */
  readonly place?: string;
  /** of those of one kind on a line, which one, from 1 */
  readonly number: number;
  /** the place of the customGradient in whose rule it is */
  readonly rule?: string;
  /** by arm: how many elements took it, over all points */
  readonly arms: Readonly<Record<string, number>>;
  /** elements that were exactly at the kink between the arms */
  readonly kinks: number;
}

type Counted = { -readonly [K in keyof Branch]: Branch[K] } & { arms: Record<string, number> };

export class Branches {
  readonly #known = new Map<string, Counted>();
  #sites = new Map<Expr, Counted>();
  #ties = new Map<Expr, number>();

  all(): readonly Branch[] {
    return [...this.#known.values()];
  }

  /** Finds the choices of a program, which `observe` is then told the values of. `rule`: the place of the rule that it is. */
  enter(roots: readonly Expr[], sources: Sources, rule?: string, besides: ReadonlySet<Expr> = new Set()): void {
    this.#sites = new Map();
    this.#ties = new Map();
    const counts = new Map<string, number>();
    for (const e of everyNode(roots)) {
      const source = besides.has(e) ? undefined : sources.of(e);
      const arms = source && armsOf(e);
      if (source === undefined || arms === undefined) continue;
      const where = `${source.call} ${source.place} ${rule}`;
      const number = (counts.get(where) ?? 0) + 1;
      counts.set(where, number);
      const site = this.#known.get(`${where} ${number}`) ?? {
        ...{ op: source.call, number, kinks: 0 },
        ...(source.place === undefined ? {} : { place: source.place }),
        ...(rule === undefined ? {} : { rule }),
        arms: Object.fromEntries(arms.map((arm) => [arm, 0])),
      };
      this.#known.set(`${where} ${number}`, site);
      this.#sites.set(e, site);
    }
  }

  /** What a node came to, for an Evaluation. */
  readonly observe = (e: Expr, values: Values, operands: readonly Values[]): Values => {
    if (e.kind !== 'map') return values;
    if (comparisons.has(e.op.name))
      this.#ties.set(
        e,
        count(operands[0]!, (v, i) => v === operands[1]![i]),
      );
    const site = this.#sites.get(e);
    if (site === undefined) return values;
    const [first, second] = operands as [Values, Values];
    const arms = Object.keys(site.arms) as [string, string];
    if (e.op.name === 'select') {
      const taken = count(first, (c) => c !== 0);
      site.arms[arms[0]]! += taken;
      site.arms[arms[1]]! += first.length - taken;
      site.kinks += this.#ties.get(e.args[0]!) ?? 0;
      return values;
    }
    const other = (i: number) => (e.op.name === 'abs' ? 0 : second[i]!);
    const sign = e.op.name === 'min' ? -1 : 1;
    site.arms[arms[0]]! += count(first, (v, i) => sign * (v - other(i)) > 0);
    site.arms[arms[1]]! += count(first, (v, i) => sign * (v - other(i)) < 0);
    site.kinks += count(first, (v, i) => v === other(i));
    return values;
  };
}

const comparisons = new Set(['less', 'lessEqual', 'greater', 'greaterEqual']);

function count(values: Values, is: (v: number, i: number) => boolean): number {
  let n = 0;
  for (let i = 0; i < values.length; i++) if (is(values[i]!, i)) n++;
  return n;
}

/** What the arms of a choice are called: that of a true condition or of a first operand that is taken, then the other. */
function armsOf(e: Expr): readonly [string, string] | undefined {
  if (e.kind !== 'map') return undefined;
  switch (e.op.name) {
    case 'select':
      return ['condition true', 'condition false'];
    case 'abs':
      return ['x > 0', 'x < 0'];
    case 'max':
    case 'min': {
      const [a, b] = e.args.map(numberOf);
      const [more, less] = e.op.name === 'max' ? ['>', '<'] : ['<', '>'];
      if (b !== undefined) return [`x ${more} ${b}`, `x ${less} ${b}`];
      if (a !== undefined) return [`x ${less} ${a}`, `x ${more} ${a}`];
      return [`first ${more} second`, `first ${less} second`];
    }
    default:
      return undefined;
  }
}

/** The number that a constant, or a broadcast of one, is everywhere. */
export function numberOf(e: Expr): number | undefined {
  const source = e.kind === 'view' ? e.source : e;
  return source.kind === 'constant' && source.shape.length === 0 ? source.data[0] : undefined;
}

/** Those in the bodies of loops too. */
export function* everyNode(roots: readonly Expr[]): Generator<Expr> {
  const scans = new Set<object>();
  for (const e of topological(roots)) {
    if (e.kind === 'scanOutput' && !scans.has(e.scan)) {
      scans.add(e.scan);
      yield* everyNode([...e.scan.nextCarries, ...e.scan.outputs]);
    }
    yield e;
  }
}
