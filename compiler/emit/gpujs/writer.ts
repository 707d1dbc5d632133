// Writes the body of one kernel: lines, nested blocks, unique names, and values that are computed once per scope.
import { atom, type Expression } from './expression.ts';

/** Words that are no JavaScript names, or that gpu.js treats as its own. */
const reserved = new Set(
  `break case catch class const continue debugger default delete do else enum export extends false finally for function
  if import in instanceof let new null return static super switch this throw true try typeof var void while with yield
  await Math Infinity NaN undefined arguments eval constants output color result params gid`.split(/\s+/),
);

/** `text` as a name: letters, digits and single underscores. */
export function identifier(text: string): string {
  const name = text
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/^(?=[0-9])/, 'v');
  return name === '' ? 'v' : reserved.has(name) ? `${name}_` : name;
}

/** Values that gpu.js source cannot spell in every mode: they arrive as arguments. */
export type Special = 'nan' | 'infinity';

export class Writer {
  private readonly lines: string[] = [];
  /** names that are taken, and the last number that each was given */
  private readonly used = new Map<string, number>([...reserved].map((name) => [name, 1]));
  private readonly scopes: Map<unknown, Expression>[] = [new Map()];

  /** `special` gives the argument that carries a value with no literal */
  constructor(readonly special: (value: Special) => Expression) {}

  /** A name that nothing else in this kernel has. */
  fresh(stem: string): string {
    const base = identifier(stem);
    let name = base;
    let i = this.used.get(base) ?? 1;
    while (this.used.has(name)) name = `${base}_${++i}`;
    this.used.set(base, i).set(name, 1);
    return name;
  }

  line(text: string): void {
    this.lines.push(`${'  '.repeat(this.scopes.length)}${text}`);
  }

  constant(stem: string, value: Expression): Expression {
    const name = this.fresh(stem);
    this.line(`const ${name} = ${value.text};`);
    return atom(name);
  }

  variable(stem: string, value: Expression): Expression {
    const name = this.fresh(stem);
    this.line(`let ${name} = ${value.text};`);
    return atom(name);
  }

  assign(variable: Expression, value: Expression): void {
    this.line(`${variable.text} = ${value.text};`);
  }

  /** `header { body }`; what the body remembers is forgotten after it. */
  block(header: string, body: () => void): void {
    this.line(`${header} {`);
    this.scopes.push(new Map());
    body();
    this.scopes.pop();
    this.line('}');
  }

  /** The value known for `key` in this scope or around it. */
  recall(key: unknown): Expression | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const known = this.scopes[i]!.get(key);
      if (known) return known;
    }
    return undefined;
  }

  remember(key: unknown, value: Expression): Expression {
    this.scopes[this.scopes.length - 1]!.set(key, value);
    return value;
  }

  /** A name for `value`, unless it is one already: for values that the text repeats. */
  named(stem: string, value: Expression): Expression {
    return value.level === 3 && /^[\w.]+$/.test(value.text) ? value : this.constant(stem, value);
  }

  /**
   * The same for what is computed with: a number gets a name too, since compilers of shaders compute with numbers in the
   * text, and refuse 1 / 0 and the like there.
   */
  held(stem: string, value: Expression): Expression {
    return /^[A-Za-z_]/.test(value.text) ? this.named(stem, value) : this.constant(stem, value);
  }

  source(name: string, args: readonly string[]): string {
    return [`function ${name}(${args.join(', ')}) {`, ...this.lines, '}'].join('\n');
  }
}
