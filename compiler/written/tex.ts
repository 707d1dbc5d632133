// Formulas in TeX: one equation a named value. Indices are left out where all is read at the same place; sums have
// theirs. Broadcasting and other re-indexings are in the indices alone.
import {
  type Expr,
  elementCount,
  type Gather,
  type Monoid,
  type Reduce,
  type Scan,
  type View,
} from '../../dsl/expr.ts';
import { isMasked } from '../../dsl/view.ts';
import { texText } from '../escape.ts';
import type { Graph } from '../graph.ts';
import type { Places } from '../places.ts';
import { type Formula, type Given, leavesOf, type Result, typeText, type Written, whatOf } from './formulas.ts';
import { letterAt, nowhere, numberAt, otherAt, type Position, positionText, through, withoutOnes } from './indices.ts';
import { isLeaf, isRearranged, namedBelow, operandOf, partsFirst, within } from './names.ts';
import {
  bracketed,
  chosen,
  defined,
  inside,
  notation,
  numberPiece,
  type Piece,
  piece,
  reaching,
  sum,
} from './notation.ts';
import { erased, isAligned, letters, numberOf } from './views.ts';

/** How a named value is written: w^{hidden}, and indices before its own (the step of a loop). */
interface Symbol {
  readonly text: string;
  readonly before: readonly Position[];
}

type At = readonly Position[] | 'same place';

const folds: Record<Monoid, string> = {
  sum: '\\sum',
  prod: '\\prod',
  max: '\\max',
  min: '\\min',
  argMax: '\\operatorname*{arg\\,max}',
  argMin: '\\operatorname*{arg\\,min}',
};

/** The results as equations; comments say what is given, and how an index outside of a tensor is read. */
export function inTex(graph: Graph, results: readonly Result[], places: Places): Written {
  const symbols = new Map<Expr, Symbol>();
  const leaves = leavesOf(graph).map(({ name, leaf }) => ({ name: nameText(name), value: leaf }));
  for (const { name, value } of leaves) symbols.set(value, { text: name, before: [] });
  const writer = new TexWriter(symbols, places);
  const formulas = writer.results(results);
  const notes = writer.outside ? ['% a value at an index outside of its tensor, or at no whole one, is 0'] : [];
  const given = [...leaves, ...writer.data];
  const head = given.map(({ name, value }) => `% given: $${name}$ ${typeText(value)}`);
  return { given, head: [...head, ...notes], formulas };
}

/** x, \mathrm{input}, w^{\text{hidden}} */
export function nameText(name: string, prime = ''): string {
  const parts = name.split('.');
  const last = parts.pop()!;
  const plain = /^[\w ]+$/.test(last) ? 'mathrm' : 'text';
  const base = /^[A-Za-z]$/.test(last) ? last : `\\${plain}{${texText(last)}}`;
  const above = parts.length === 0 ? prime : `\\text{${texText(parts.join('.'))}}${prime}`;
  return above === '' ? base : above === '\\prime' ? `${base}'` : `${base}^{${above}}`;
}

class TexWriter {
  /** some view reads outside of its source */
  outside = false;
  readonly data: Given[] = [];
  readonly #formulas: Formula[] = [];
  readonly #loops = new Map<Scan, { readonly step: string; readonly carries: readonly string[] }>();
  #values = 0;
  /** indices that are taken where an equation is written */
  #bound: readonly Position[] = [];

  constructor(
    private readonly symbols: Map<Expr, Symbol>,
    private readonly places: Places,
  ) {}

  results(results: readonly Result[]): Formula[] {
    const of = lossName(results);
    const wanted = new Map<Expr, Result>();
    const left: Result[] = [];
    for (const r of results) {
      const root = erased(r.value);
      if (isLeaf(root) || numberOf(root) !== null || wanted.has(root)) left.push(r);
      else wanted.set(root, r);
    }
    this.#define([...wanted.keys()], (e) => {
      const r = wanted.get(e);
      return r && { text: resultText(r, of), what: whatOf(r) };
    });
    for (const r of left) this.#equation({ text: resultText(r, of), before: [] }, erased(r.value), whatOf(r));
    return this.#formulas;
  }

  /** Equations for the roots and what is named below them; `nameOf` says which are roots. */
  #define(
    roots: readonly Expr[],
    nameOf: (e: Expr) => { text: string; what: string } | undefined,
    before: readonly Position[] = [],
  ) {
    const below = new Set(namedBelow(roots, this.symbols));
    for (const e of partsFirst(roots, this.symbols)) {
      const root = nameOf(e);
      if (!below.has(e) && root === undefined) continue;
      const number = root === undefined ? ++this.#values : 0;
      const symbol = { text: root?.text ?? `v^{(${number})}`, before };
      if (e.kind === 'constant') this.data.push({ name: symbol.text, value: e });
      else this.#equation(symbol, e, root?.what ?? `v${number}`);
      this.symbols.set(e, symbol);
    }
  }

  #equation(symbol: Symbol, e: Expr, what: string): void {
    const places = this.places.ofAll(within(e, this.symbols));
    const add = (left: string, right: string) =>
      this.#formulas.push({ what, text: `${left} = ${right}`, value: e, places });
    if (e.kind === 'scanOutput') {
      this.#loop(e.scan);
      const loop = this.#loops.get(e.scan)!;
      const at = axesOf(e.shape, symbol.before.length > 0 ? 1 : 0);
      const carries = e.scan.initial.length;
      if (e.index < carries) {
        const last = numberAt(e.scan.reverse ? -1 : e.scan.length);
        add(subscripted(symbol, at), subscripted({ text: loop.carries[e.index]!, before: [last] }, at));
        return;
      }
      const [, ...rest] = at;
      const row = [letterAt(loop.step), ...rest];
      add(subscripted(symbol, row), this.#at(e.scan.outputs[e.index - carries]!, rest).text);
    } else if (isRearranged(e)) {
      const source = this.symbols.get(erased(e.source));
      const text = source === undefined ? this.#at(e.source, 'same place').text : source.text;
      add(symbol.text, `\\operatorname{reshape}_{${e.shape.join(' \\times ')}}${bracketed(text)}`);
    } else if (symbol.before.length === 0 && this.#isPointwise(e, e)) {
      add(symbol.text, defined(this.#at(e, 'same place')));
    } else {
      const at = axesOf(e.shape);
      this.#bound = at;
      add(subscripted(symbol, at), defined(this.#at(e, at, true)));
    }
  }

  /** Is everything in the formula read at the place of the result, up to broadcasting? */
  #isPointwise(e: Expr, root: Expr): boolean {
    const known = this.symbols.get(e);
    if (e !== root && known !== undefined) return known.before.length === 0;
    if (isLeaf(e) || numberOf(e) !== null) return true;
    if (e.kind !== 'map') return false;
    return e.args.every((a) => this.#isPointwise(operandOf(a), root) && isAligned(erased(a), operandOf(a)));
  }

  /** The value of `e` at a position; `defining` where its own name must not be used. */
  #at(given: Expr, at: At, defining = false): Piece {
    const e = erased(given);
    const symbol = defining ? undefined : this.symbols.get(e);
    if (symbol !== undefined) return piece(at === 'same place' ? symbol.text : subscripted(symbol, at));
    const number = numberOf(e);
    if (number !== null) return numberPiece(number);
    switch (e.kind) {
      case 'map': {
        const [a, b, c] = e.args.map((x) => this.#at(at === 'same place' ? operandOf(x) : x, at));
        return e.op.name === 'select' ? chosen(a!, b!, c!) : notation[e.op.name](a!, b ?? a!);
      }
      case 'view':
        return this.#view(e, placed(at));
      case 'reshape':
        return this.#at(e.source, withoutOnes(e.shape, e.source.shape, placed(at)));
      case 'iota':
        return piece(positionText(placed(at)[e.axis]!) || '0', sum);
      case 'reduce':
        return this.#fold(e, placed(at));
      case 'gather':
        return this.#row(e, placed(at));
      case 'scatter': {
        const [row, ...rest] = placed(at);
        const own = fresh(e.indices.shape.length, placed(at)).map(letterAt);
        const index = this.#at(e.indices, own).text;
        const sign = `\\sum_{${own.map(positionText).join(', ')} :\\, ${index} = ${positionText(row!)}}`;
        return piece(`${sign} ${inside(this.#at(e.updates, [...own, ...rest]), reaching)}`, reaching);
      }
      default:
        throw new Error(`formulas: ${e.kind} of shape [${e.shape.join(', ')}] has no name`);
    }
  }

  #view(e: View, at: readonly Position[]): Piece {
    if (e.axes.some((a, k) => isMasked(a, e.source.shape[k]!, e.shape))) {
      if (e.fill === 0) this.outside = true;
      else return filled(this.#at(e.source, this.#through(e, at)), e, at);
    }
    return this.#at(e.source, this.#through(e, at));
  }

  #through(e: View, at: readonly Position[]): readonly Position[] {
    return e.axes.map((a, k) => (e.source.shape[k] === 1 && !isMasked(a, 1, e.shape) ? nowhere : through(a, at)));
  }

  #fold(e: Reduce, at: readonly Position[]): Piece {
    const own = fresh(e.axes.length, [...at, ...this.#bound]);
    let [kept, folded] = [0, 0];
    const inner = e.source.shape.map((_, j) => (e.axes.includes(j) ? letterAt(own[folded++]!) : at[kept++]!));
    const outer = this.#bound;
    this.#bound = [...outer, ...at, ...own.map(letterAt)];
    const value = this.#at(e.source, inner);
    this.#bound = outer;
    return piece(`${folds[e.monoid]}_{${own.join(', ')}} ${inside(value, reaching)}`, reaching);
  }

  #row(e: Gather, at: readonly Position[]): Piece {
    const rank = e.indices.shape.length;
    const index = this.#at(e.indices, at.slice(0, rank)).text;
    return this.#at(e.source, [otherAt(index), ...at.slice(rank)]);
  }

  /** The equations of a loop's body, at step t; what it carries has the step for its first index. */
  #loop(scan: Scan): void {
    if (this.#loops.has(scan)) return;
    const number = this.#loops.size + 1;
    const step = number === 1 ? 't' : `t_{${number}}`;
    const carries = scan.initial.map((_, i) => `c^{(${number}.${i + 1})}`);
    this.#loops.set(scan, { step, carries });
    const t = letterAt(step);
    for (const [i, x] of scan.sliceInputs.entries()) this.#alias(x, scan.sequences[i]!, [t]);
    for (const [i, x] of scan.constantInputs.entries()) this.#alias(x, scan.constants[i]!, []);
    for (const [i, x] of scan.carryInputs.entries()) this.symbols.set(x, { text: carries[i]!, before: [t] });
    const add = (left: string, right: string, value: Expr) =>
      this.#formulas.push({
        what: `loop ${number}`,
        text: `${left} = ${right}`,
        value,
        places: this.places.ofAll(within(value, this.symbols)),
      });
    const first = numberAt(scan.reverse ? scan.length - 1 : 0);
    for (const [i, x] of scan.initial.entries()) {
      const at = axesOf(x.shape);
      add(subscripted({ text: carries[i]!, before: [first] }, at), this.#at(x, at).text, x);
    }
    this.#define([...scan.nextCarries, ...scan.outputs].map(erased), () => undefined, [t]);
    const next = { ...t, offset: scan.reverse ? -1 : 1 };
    for (const [i, x] of scan.nextCarries.entries()) {
      const at = axesOf(x.shape);
      add(subscripted({ text: carries[i]!, before: [next] }, at), this.#at(x, at).text, erased(x));
    }
  }

  #alias(leaf: Expr, operand: Expr, before: readonly Position[]): void {
    const symbol = this.symbols.get(erased(operand));
    const value = numberOf(operand);
    if (symbol === undefined && value === null) throw new Error('formulas: an operand of a loop has no name');
    const found = symbol ?? { text: numberPiece(value!).text, before: [] };
    this.symbols.set(leaf, { text: found.text, before: value === null ? [...found.before, ...before] : [] });
  }
}

/** What derivatives are derivatives of: the one scalar among the outputs. */
function lossName(results: readonly Result[]): string {
  const scalars = results.filter((r) => r.kind === 'output' && elementCount(r.value.shape) === 1);
  return nameText((scalars.find((r) => r.name === 'loss') ?? scalars[0])?.name ?? 'L');
}

function resultText(r: Result, of: string): string {
  if (r.kind === 'derivative') return `\\frac{\\partial ${of}}{\\partial ${nameText(r.name)}}`;
  return nameText(r.name, r.kind === 'next' ? '\\prime' : '');
}

/** i, j, k, ...: one letter for each axis, numbers for those of size 1. */
function axesOf(shape: readonly number[], from = 0): Position[] {
  let next = from;
  return shape.map((d) => (d === 1 ? nowhere : letterAt(letters[next++ % letters.length]!)));
}

/** Letters that nothing around uses. */
function fresh(count: number, around: readonly Position[]): string[] {
  const used = around.map(positionText).join(' ');
  return [...letters].filter((l) => !new RegExp(`(?<![a-z\\\\])${l}(?![a-z])`).test(used)).slice(0, count);
}

function subscripted({ text, before }: Symbol, at: readonly Position[]): string {
  const indices = [...before, ...at].filter((p) => p !== nowhere).map(positionText);
  if (indices.length === 0) return text;
  const base = text.startsWith('\\frac') ? bracketed(text) : text;
  return `${base}_{${indices.join(indices.every((i) => i.length === 1) ? ' ' : ', ')}}`;
}

function placed(at: At): readonly Position[] {
  if (at === 'same place') throw new Error('formulas: a position is needed');
  return at;
}

/** Where a view reads outside of its source, what it reads there. */
function filled(value: Piece, e: View, at: readonly Position[]): Piece {
  const conditions = e.axes.flatMap((a, k) =>
    isMasked(a, e.source.shape[k]!, e.shape) ? [`0 \\le ${positionText(through(a, at))} < ${e.source.shape[k]}`] : [],
  );
  return chosen(piece(conditions.join(' \\land '), 0), value, numberPiece(e.fill));
}
