// Formulas in TypeScript: statements over the functions of `quern`, and where it has none, over `expression` of
// quern/testing, that build the same values.

import { literal } from '../../dsl/build.ts';
import type { Expr, MapNode, Reduce, Scan, View } from '../../dsl/expr.ts';
import { broadcast } from '../../dsl/shape/rules/index.ts';
import type { Graph } from '../graph.ts';
import type { Places } from '../places.ts';
import { type Formula, type Given, leavesOf, type Result, typeText, type Written, whatOf } from './formulas.ts';
import { isLeaf, Names, namedBelow, operandOf, partsFirst, within } from './names.ts';
import { broadcastShape, contractionOf, erased, numberOf, permutationOf } from './views.ts';
import { casts, imports, indexText, numberText, publicNames, reserved } from './vocabulary.ts';

/** Longer lists of numbers are given, not written. */
const longestConstant = 16;

/** The results as statements; a comment says what is given. */
export function inTypeScript(graph: Graph, results: readonly Result[], places: Places): Written {
  const used = new Set<string>();
  const names = new Names(reserved);
  const known = new Map<Expr, string>();
  const leaves = leavesOf(graph).map(({ name, leaf }) => ({ name: names.of(name), value: leaf }));
  for (const { name, value } of leaves) known.set(value, name);
  const writer = new Writer(known, names, used, places);
  const formulas = writer.results(results);
  const given = [...leaves, ...writer.data];
  const list = given.map(({ name, value }) => `${name} ${typeText(value)}`).join(', ');
  return { given, head: [...imports(used), ...(given.length > 0 ? [`// given: ${list}`] : [])], formulas };
}

class Writer {
  /** data that is not written out */
  readonly data: Given[] = [];
  readonly #scans = new Map<Scan, string>();
  readonly #formulas: Formula[] = [];

  constructor(
    private readonly known: Map<Expr, string>,
    private readonly names: Names,
    private readonly used: Set<string>,
    private readonly places: Places,
    /** how many loops the statements are inside of */
    private readonly depth = 0,
  ) {}

  results(results: readonly Result[]): Formula[] {
    const roots = results.map((r) => erased(r.value));
    const wanted = new Map<Expr, Result>();
    for (const [i, root] of roots.entries()) {
      if (!isLeaf(root) && numberOf(root) === null && !wanted.has(root)) wanted.set(root, results[i]!);
    }
    const identifiers = new Map(results.map((r) => [r, this.names.of(identifierOf(r))]));
    const below = new Set(namedBelow([...wanted.keys()], this.known));
    for (const e of partsFirst([...wanted.keys()], this.known)) {
      if (!below.has(e) && !wanted.has(e)) continue;
      const result = wanted.get(e);
      const text = this.#text(e);
      if (text !== null) this.#say(result ? identifiers.get(result)! : this.names.next(), e, text, result);
    }
    for (const [i, r] of results.entries()) {
      if (wanted.get(roots[i]!) === r) continue;
      this.#formulas.push({ ...this.#line(identifiers.get(r)!, roots[i]!, this.#of(roots[i]!)), what: whatOf(r) });
    }
    return this.#formulas;
  }

  #say(name: string, e: Expr, text: string, result?: Result): void {
    this.#formulas.push({ ...this.#line(name, e, text), what: result ? whatOf(result) : name });
    this.known.set(e, name);
  }

  #line(name: string, e: Expr, text: string) {
    return { text: `const ${name} = ${text};`, value: e, places: this.places.ofAll(within(e, this.known)) };
  }

  /** A function of the vocabulary. */
  #call(name: string, ...args: readonly string[]): string {
    this.used.add(name);
    return `${name}(${args.join(', ')})`;
  }

  #of(e: Expr): string {
    const x = erased(e);
    return this.known.get(x) ?? this.#text(x) ?? this.known.get(x)!;
  }

  /** What `e` is; null where that is data, which is given under a name. */
  #text(e: Expr): string | null {
    switch (e.kind) {
      case 'constant':
        return this.#constant(e);
      case 'iota':
        return this.#call('iota', list(e.shape), `${e.axis}`);
      case 'map':
        return this.#map(e);
      case 'view':
        return this.#view(e);
      case 'reshape':
        return numberOf(e) === null
          ? this.#call('reshape', this.#of(e.source), ...e.shape.map(String))
          : this.#full(numberOf(e)!, e);
      case 'reduce':
        return this.#reduce(e);
      case 'gather':
        return this.#call('gather', this.#of(e.source), this.#of(e.indices));
      case 'scatter':
        return this.#call('scatterAdd', `${e.shape[0]}`, this.#of(e.indices), this.#of(e.updates));
      case 'scanOutput': {
        const name = this.#scan(e.scan);
        const carries = e.scan.initial.length;
        return e.index < carries ? `${name}.carries[${e.index}]!` : `${name}.outputs[${e.index - carries}]!`;
      }
      default:
        throw new Error(`formulas: '${e.kind === 'gradientRule' ? e.kind : e.name}' is not among what is given`);
    }
  }

  #full(value: number, e: Expr): string {
    if (e.dtype === 'f32' && e.shape.length === 0) return this.#call('scalar', numberText(value));
    return this.#call('full', numberText(value), list(e.shape), ...typeArgument(e));
  }

  #constant(e: Extract<Expr, { kind: 'constant' }>): string | null {
    if (e.data.length === 1) return this.#full(e.data[0]!, e);
    if (e.data.length <= longestConstant)
      return this.#call('constant', list([...e.data]), list(e.shape), ...typeArgument(e));
    const name = this.names.of('data');
    this.data.push({ name, value: e });
    this.known.set(e, name);
    return null;
  }

  #map(e: MapNode): string {
    const args = e.args.map((a) => ({ value: numberOf(a), ...this.#operand(a) }));
    const shape = args.map((a) => a.shape).reduce((a, b) => broadcast(e.op.name, a, b));
    const text = this.#applied(e, args);
    return shape.join() === e.shape.join() ? text : this.#call('broadcastTo', text, ...e.shape.map(String));
  }

  #applied(e: MapNode, args: readonly { text: string; value: number | null }[]): string {
    const { name } = e.op;
    const cast = casts[name];
    if (cast !== undefined) return this.#call('cast', this.#tensor(e, 0, args[0]!), `'${cast}'`);
    const isOfBools = e.args.every((a) => a.dtype === 'bool') && e.op.result('f32', 'f32') === 'bool';
    const texts = args.map((a, k) =>
      a.value !== null && !isOfBools && this.#hasNeighbour(e, k, args) ? numberText(a.value) : this.#tensor(e, k, a),
    );
    if (isOfBools) return this.#call('apply', `'${name}'`, ...texts);
    return this.#call(publicNames[name] ?? name, ...texts);
  }

  /** A number as a tensor, of no axes. */
  #tensor(e: MapNode, k: number, { text, value }: { text: string; value: number | null }): string {
    return value === null ? text : this.#full(value, literal(value, e.args[k]!.dtype));
  }

  /** May a number stand there: does an argument beside it, or after it, say its element type? */
  #hasNeighbour(e: MapNode, k: number, args: readonly { value: number | null }[]): boolean {
    if (e.args[k]!.dtype === 'bool') return false;
    const from = e.op.name === 'select' ? 1 : 0;
    return args.some((a, j) => j >= from && j !== k && (a.value === null || j > k));
  }

  /** An argument of a pointwise operation, which broadcasts by itself. */
  #operand(arg: Expr): { text: string; shape: readonly number[] } {
    const e = erased(arg);
    if (numberOf(e) !== null) return { text: '', shape: [] };
    const inner = operandOf(e);
    if (inner === e || this.known.has(e)) return { text: this.#of(e), shape: e.shape };
    const shape = broadcastShape(e as View)!;
    const text = this.#of(inner);
    if (shape.join() === inner.shape.join()) return { text, shape };
    const [axis, ...more] = addedAxes(shape, inner.shape);
    return more.length === 0
      ? { text: this.#call('expand', text, `${axis}`), shape }
      : { text: this.#call('reshape', text, ...shape.map(String)), shape };
  }

  #view(e: View): string {
    const value = numberOf(e);
    if (value !== null) return this.#full(value, e);
    const order = permutationOf(e);
    const rank = e.shape.length;
    if (order !== null) {
      const turned = this.#turned(e, order);
      if (turned !== null) return turned;
      const isTranspose = order.every((a, j) => a === (j === rank - 1 ? rank - 2 : j === rank - 2 ? rank - 1 : j));
      return isTranspose && rank > 1
        ? this.#call('transpose', this.#of(e.source))
        : this.#call('permute', this.#of(e.source), ...order.map(String));
    }
    if (broadcastShape(e) !== null) return this.#call('broadcastTo', this.#operand(e).text, ...e.shape.map(String));
    const axes = e.axes.map((a) => `'${indexText(a)}'`).join(', ');
    const fill = Object.is(e.fill, 0) ? [] : [numberText(e.fill)];
    return this.#call('view', this.#of(e.source), list(e.shape), `[${axes}]`, ...fill);
  }

  /** A contraction with its axes in another order is a contraction: the transpose of a b is b^T a^T. */
  #turned(e: View, order: readonly number[]): string | null {
    const source = erased(e.source);
    const contraction = source.kind === 'reduce' && !this.known.has(source) ? contractionOf(source) : null;
    if (contraction === null) return null;
    return this.#contraction({ ...contraction, result: order.map((a) => contraction.result[a]!).join('') });
  }

  #reduce(e: Reduce): string {
    const contraction = contractionOf(e);
    if (contraction !== null) return this.#contraction(contraction);
    const source = this.#of(e.source);
    if (e.source.dtype === 'bool') return this.#call('reduce', `'${e.monoid}'`, source, list(e.axes));
    if (e.axes.length === e.source.shape.length) return this.#call(e.monoid, source);
    return this.#call(e.monoid, source, e.axes.length === 1 ? `${e.axes[0]}` : list(e.axes));
  }

  #contraction({ factors, result }: NonNullable<ReturnType<typeof contractionOf>>): string {
    const [a, b] = factors.map((f) => this.#of(f.source)) as [string, string];
    const [p, q] = factors.map((f) => f.labels) as [string, string];
    const product = matrixProduct(p, q, result);
    if (product !== null) {
      const side = (text: string, turned: boolean) => (turned ? this.#call('transpose', text) : text);
      const [left, right] = product.swapped ? [b, a] : [a, b];
      return this.#call('matmul', side(left, product.turnedA), side(right, product.turnedB));
    }
    return this.#call('einsum', `'${p},${q}->${result}'`, a, b);
  }

  #scan(scan: Scan): string {
    const known = this.#scans.get(scan);
    if (known !== undefined) return known;
    const name = this.names.of(`loop${this.#scans.size + 1}`);
    this.#scans.set(scan, name);
    const all = (xs: readonly Expr[]) => `[${xs.map((x) => this.#of(x)).join(', ')}]`;
    const inside = new Map(this.known);
    // a loop inside of another reads the other's too
    const [carry, slice] = ['carry', 'slice'].map((word) =>
      this.depth === 0 ? word : this.names.of(`${word}${this.depth + 1}`),
    ) as [string, string];
    for (const [i, x] of scan.carryInputs.entries()) inside.set(x, `${carry}[${i}]!`);
    for (const [i, x] of scan.sliceInputs.entries()) inside.set(x, `${slice}[${i}]!`);
    for (const [i, x] of scan.constantInputs.entries()) inside.set(x, this.#of(scan.constants[i]!));
    const over = `initial: ${all(scan.initial)}, sequences: ${all(scan.sequences)}, reverse: ${scan.reverse}`;
    const inner = new Writer(inside, this.names, this.used, this.places, this.depth + 1);
    const { lines, texts } = inner.body([...scan.nextCarries, ...scan.outputs]);
    this.data.push(...inner.data);
    const [carries, outputs] = [texts.slice(0, scan.initial.length), texts.slice(scan.initial.length)];
    const body = [...lines, `return { carries: [${carries.join(', ')}], outputs: [${outputs.join(', ')}] };`];
    const text = `${this.#call('scan', `{ ${over}, body: (${carry}, ${slice}) => {\n${body.map((l) => `  ${l}`).join('\n')}\n} }`)}`;
    const first = scan.nextCarries[0] ?? scan.outputs[0]!;
    this.#formulas.push({ ...this.#line(name, first, text), what: name });
    return name;
  }

  /** Statements for the roots' parts, and the roots as expressions. */
  body(roots: readonly Expr[]): { lines: string[]; texts: string[] } {
    const values = roots.map(erased);
    for (const e of namedBelow(values, this.known)) {
      const text = this.#text(e);
      if (text !== null) this.#say(this.names.next(), e, text);
    }
    const texts = values.map((e) => this.#of(e));
    return { lines: this.#formulas.flatMap((f) => f.text.split('\n')), texts };
  }
}

interface MatrixProduct {
  readonly swapped: boolean;
  readonly turnedA: boolean;
  readonly turnedB: boolean;
}

/** The contraction of two matrices as a product of them, or of their transposes; null for any other. */
function matrixProduct(p: string, q: string, result: string): MatrixProduct | null {
  if (p.length !== 2 || q.length !== 2 || result.length !== 2) return null;
  const [row, column] = result as unknown as readonly [string, string];
  const swapped = !p.includes(row);
  const [a, b] = swapped ? [q, p] : [p, q];
  if (!a.includes(row) || !b.includes(column) || a.includes(column) || b.includes(row)) return null;
  return { swapped, turnedA: a[1] === row, turnedB: b[0] === column };
}

function addedAxes(shape: readonly number[], source: readonly number[]): number[] {
  let k = 0;
  return shape.flatMap((d, j) => {
    if (d === source[k] && source.length - k >= 1 && (d !== 1 || shape.length - j <= source.length - k)) {
      k++;
      return [];
    }
    return [j];
  });
}

function identifierOf({ kind, name }: Result): string {
  return kind === 'derivative' ? `d_${name}` : kind === 'next' ? `next_${name}` : name;
}

const list = (values: readonly number[]): string => `[${values.map(numberText).join(', ')}]`;
const typeArgument = (e: Expr): string[] => (e.dtype === 'f32' ? [] : [`'${e.dtype}'`]);
