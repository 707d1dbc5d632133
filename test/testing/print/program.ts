// An expression graph as a short TypeScript program over `expression` of quern/testing.
import { indexText } from '../../../compiler/written/vocabulary.ts';
import { makeInput } from '../../../dsl/build.ts';
import { type Expr, operands, type Scan, topological } from '../../../dsl/expr.ts';
import type { Leaf, Specimen } from '../programs/specimen.ts';

/** Statements that build the specimen, and the names of its outputs. */
export function printed(specimen: Specimen): { lines: string[]; outputs: string[]; leaves: string[] } {
  const writer = new Writer();
  const leaves = specimen.leaves.map((l) => writer.leaf(l));
  const outputs = writer.write(specimen.outputs, 'named');
  return { lines: writer.lines, outputs, leaves };
}

/** A rule may be made of itself: those that only third derivatives read are left out. */
const deepestRule = 2;

/** An expression that is used once stands where it is used, if it is at most this long. */
const inlineLength = 60;

class Writer {
  readonly lines: string[] = [];
  /** names, or the text of what stands where it is used */
  readonly #names = new Map<Expr, string>();
  readonly #scans = new Map<Scan, string>();
  readonly #rules: number;
  readonly #loops: number;
  #count = 0;

  /** How many rules and loops it is written inside of. */
  constructor(rules = 0, loops = 0) {
    this.#rules = rules;
    this.#loops = loops;
  }

  leaf({ expr, values }: Leaf): string {
    const name = `x${this.#names.size}`;
    const dtype = expr.dtype === 'f32' ? '' : `, '${expr.dtype}'`;
    this.#say(name, `e.input('${name}', ${list(expr.shape)}${dtype})`);
    this.#names.set(expr, name);
    return `[${name}, ${list([...values])}]`;
  }

  /** Writes what is needed for the roots, and gives their names; 'short' ones may be the expressions themselves. */
  write(roots: readonly Expr[], as: 'named' | 'short'): string[] {
    const order = topological(roots, this.#names);
    const uses = new Map<Expr, number>();
    for (const e of [...order.flatMap(operands), ...roots]) uses.set(e, (uses.get(e) ?? 0) + 1);
    for (const e of order) {
      // numbers stand where they are used
      if (numberOf(e) !== null && !roots.includes(e)) continue;
      const text = this.#text(e);
      const stands =
        uses.get(e) === 1 && text.length <= inlineLength && !text.includes('\n') && e.kind !== 'gradientRule';
      const short = stands && (as === 'short' || !roots.includes(e));
      this.#names.set(e, short ? text : this.#say(this.#letter(), text));
    }
    return roots.map((e) => this.#names.get(e)!);
  }

  name(e: Expr, name: string): void {
    this.#names.set(e, name);
  }

  #say(name: string, text: string): string {
    this.lines.push(...`const ${name} = ${text};`.split('\n'));
    return name;
  }

  #letter(): string {
    const n = this.#count++;
    return n < 26 ? String.fromCharCode(97 + n).replace(/[eg]/, '$&_') : `v${n}`;
  }

  #of(e: Expr): string {
    const known = this.#names.get(e);
    if (known !== undefined) return known;
    const value = numberOf(e);
    return value === null ? this.write([e], 'short')[0]! : full(value, e);
  }

  #text(e: Expr): string {
    switch (e.kind) {
      case 'input':
      case 'parameter':
        throw new Error(`print: leaf '${e.name}' is not among the program's`);
      case 'constant':
        return `e.constant(${list([...e.data])}, ${list(e.shape)}${e.dtype === 'f32' ? '' : `, '${e.dtype}'`})`;
      case 'iota':
        return `e.iota(${list(e.shape)}, ${e.axis})`;
      case 'map':
        return `e.apply('${e.op.name}', ${this.#arguments(e.args)})`;
      case 'view': {
        const value = numberOf(e);
        if (value !== null) return full(value, e);
        const axes = e.axes.map((a) => `'${indexText(a)}'`).join(', ');
        return `e.view(${this.#of(e.source)}, ${list(e.shape)}, [${axes}]${Object.is(e.fill, 0) ? '' : `, ${number(e.fill)}`})`;
      }
      case 'reshape':
        return `e.reshape(${this.#of(e.source)}, ${list(e.shape)})`;
      case 'reduce':
        return `e.reduce('${e.monoid}', ${this.#of(e.source)}, ${list(e.axes)})`;
      case 'gather':
        return `e.gather(${this.#of(e.source)}, ${this.#of(e.indices)})`;
      case 'scatter':
        return `e.scatter(${e.shape[0]}, ${this.#of(e.indices)}, ${this.#of(e.updates)})`;
      case 'scanOutput': {
        const carries = e.scan.initial.length;
        const name = this.#scan(e.scan);
        return e.index < carries ? `${name}.carries[${e.index}]!` : `${name}.outputs[${e.index - carries}]!`;
      }
      case 'gradientRule':
        return this.#rule(e);
    }
  }

  /** Numbers as they are, where an expression beside them gives the shape and the type. */
  #arguments(args: readonly Expr[]): string {
    const bare = args.some((a) => numberOf(a) === null && this.#shapes(a, args));
    return args.map((a) => this.#argument(a, bare)).join(', ');
  }

  #shapes(a: Expr, args: readonly Expr[]): boolean {
    return args.every((b) => b.dtype === a.dtype);
  }

  #argument(a: Expr, bare: boolean): string {
    const value = numberOf(a);
    return value !== null && bare ? number(value) : this.#of(a);
  }

  #rule(e: Extract<Expr, { kind: 'gradientRule' }>): string {
    if (e.inputs.length === 0) return `e.stopGradient(${this.#of(e.source)})`;
    if (this.#rules === deepestRule) return this.#of(e.source);
    const g = makeInput('g', e.shape, 'f32');
    // a rule inside of another reads the other's too
    const name = this.#rules === 0 ? 'g' : `g${this.#rules + 1}`;
    const inner = this.#nested(new Map<Expr, string>([[g, name]]), this.#rules + 1);
    const results = inner.write(e.pullback(g), 'short').join(', ');
    const body = inner.lines.length === 0 ? `[${results}]` : block([...inner.lines, `return [${results}];`]);
    return `e.customGradient(${this.#of(e.source)}, [${e.inputs.map((x) => this.#of(x)).join(', ')}], (${name}) => ${body})`;
  }

  #scan(scan: Scan): string {
    const known = this.#scans.get(scan);
    if (known !== undefined) return known;
    const name = `loop${this.#scans.size}`;
    this.#scans.set(scan, name);
    const all = (xs: readonly Expr[]) => `[${xs.map((x) => this.#of(x)).join(', ')}]`;
    const places = new Map<Expr, string>();
    // a loop inside of another reads the other's too
    const [carry, slice] = ['carry', 'slice'].map((word) => (this.#loops === 0 ? word : `${word}${this.#loops + 1}`));
    for (const [i, x] of scan.carryInputs.entries()) places.set(x, `${carry}[${i}]!`);
    for (const [i, x] of scan.sliceInputs.entries()) places.set(x, `${slice}[${i}]!`);
    for (const [i, x] of scan.constantInputs.entries()) places.set(x, this.#of(scan.constants[i]!));
    const over = `initial: ${all(scan.initial)}, sequences: ${all(scan.sequences)}, reverse: ${scan.reverse}`;
    const inner = this.#nested(places, this.#rules, this.#loops + 1);
    const results = inner.write([...scan.nextCarries, ...scan.outputs], 'short');
    const [carries, outputs] = [results.slice(0, scan.initial.length), results.slice(scan.initial.length)];
    const result = `{ carries: [${carries.join(', ')}], outputs: [${outputs.join(', ')}] }`;
    const body = inner.lines.length === 0 ? `(${result})` : block([...inner.lines, `return ${result};`]);
    this.#say(name, `e.scan({ ${over}, body: (${carry}, ${slice}) => ${body} })`);
    return name;
  }

  #nested(places: ReadonlyMap<Expr, string>, rules: number, loops = this.#loops): Writer {
    const inner = new Writer(rules, loops);
    for (const [e, name] of this.#names) inner.name(e, name);
    for (const [e, name] of places) inner.name(e, name);
    inner.#count = this.#count;
    return inner;
  }
}

const block = (lines: readonly string[]): string => `{\n${lines.map((l) => `  ${l}`).join('\n')}\n}`;

/** The number that a constant, or a broadcast of one, is everywhere; null for all else. */
function numberOf(e: Expr): number | null {
  if (e.kind === 'constant' && e.shape.length === 0) return e.data[0]!;
  if (e.kind !== 'view' || e.source.kind !== 'constant' || e.source.shape.length > 0) return null;
  return e.source.data[0]!;
}

function full(value: number, e: Expr): string {
  return `e.full(${number(value)}, ${list(e.shape)}${e.dtype === 'f32' ? '' : `, '${e.dtype}'`})`;
}

const number = (v: number): string => (Object.is(v, -0) ? '-0' : String(v));
const list = (values: readonly number[]): string => `[${values.map(number).join(', ')}]`;
