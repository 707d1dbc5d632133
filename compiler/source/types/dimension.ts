// The one text that a symbolic dimension has in types, for a text in any order: the counterpart, on strings, of
// dsl/shape/polynomial.ts, which says what the text is.

/** Coefficients by sorted names: '' is the constant, 'B*T' a product. Quotients stand in for names: '((T+1)/2)'. */
type Polynomial = ReadonlyMap<string, number>;

/** 'S+T' for 'T+S'; null where the text is no arithmetic on names and whole numbers. */
export function canonicalDimension(text: string): string | null {
  const tokens = text.match(/[A-Za-z]\w*|\d+|[-+*/()]|./g) ?? [];
  const reader = new Reader(tokens);
  const value = reader.sum();
  return value === null || !reader.done ? null : write(value);
}

/** `Floor<T, -1, 1>`, which a dimension is in types while T is a type parameter, as the arithmetic that it is: 'T-1'. */
export function arithmeticIn(text: string): string {
  let written = text;
  for (let before = ''; before !== written; ) {
    before = written;
    written = written.replace(/\bFloor<([^<>,]+), (-?\d+), (\d+)>/g, (whole, of: string, plus: string, by: string) => {
      const sum = plus.startsWith('-') ? `(${of})${plus}` : `(${of})+${plus}`;
      return canonicalDimension(by === '1' ? sum : `(${sum})/${by}`) ?? whole;
    });
  }
  return written;
}

class Reader {
  private at = 0;
  constructor(private readonly tokens: readonly string[]) {}

  get done(): boolean {
    return this.at === this.tokens.length;
  }

  private took(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  /** -? product (('+' | '-') product)* */
  sum(): Polynomial | null {
    let value: Polynomial | null = new Map();
    let sign = this.took('-') ? -1 : 1;
    do {
      const next = this.product();
      value = value && next && add(value, times(next, new Map([['', sign]])));
      sign = this.tokens[this.at] === '-' ? -1 : 1;
    } while (this.took('+') || this.took('-'));
    return value;
  }

  /** factor (('*' factor) | ('/' number))* */
  private product(): Polynomial | null {
    let value = this.factor();
    for (;;) {
      if (this.took('*')) {
        const next = this.factor();
        value = value && next && times(value, next);
      } else if (this.took('/')) {
        const by = Number(this.tokens[this.at++]);
        value = value && by > 0 ? floor(value, by) : null;
      } else return value;
    }
  }

  private factor(): Polynomial | null {
    const token = this.tokens[this.at++] ?? '';
    if (token === '(') {
      const value = this.sum();
      return this.took(')') ? value : null;
    }
    if (/^\d+$/.test(token)) return new Map([['', Number(token)]]);
    return /^[A-Za-z]/.test(token) ? new Map([[token, 1]]) : null;
  }
}

function add(p: Polynomial, q: Polynomial): Polynomial {
  const sum = new Map(p);
  for (const [names, c] of q) sum.set(names, (sum.get(names) ?? 0) + c);
  return new Map([...sum].filter(([, c]) => c !== 0));
}

function times(p: Polynomial, q: Polynomial): Polynomial {
  let product: Polynomial = new Map();
  for (const [x, c] of p) for (const [y, d] of q) product = add(product, new Map([[merged(x, y), c * d]]));
  return product;
}

const merged = (x: string, y: string) => [...namesOf(x), ...namesOf(y)].sort(inOrder).join('*');

/** 'B*((2*T+1)/2)' -> 'B', '((2*T+1)/2)' */
function namesOf(x: string): string[] {
  const names: string[] = [];
  let depth = 0;
  for (const part of x === '' ? [] : x.split('*')) {
    if (depth > 0) names.push(`${names.pop()}*${part}`);
    else names.push(part);
    depth += part.split('(').length - part.split(')').length;
  }
  return names;
}

const quotient = /^\(\((.*)\)\/(\d+)\)$/;
/** The one quotient that a polynomial is, but for its constant. */
function alone(p: Polynomial): { readonly inner: Polynomial; readonly by: number } | undefined {
  const [[names, c] = ['', 0], ...more] = [...p].filter(([x]) => x !== '');
  const found = c === 1 && more.length === 0 && namesOf(names).length === 1 ? quotient.exec(names) : null;
  return found === null ? undefined : { inner: new Reader(tokensOf(found[1]!)).sum()!, by: Number(found[2]) };
}
const tokensOf = (text: string) => text.match(/[A-Za-z]\w*|\d+|[-+*/()]/g) ?? [];

const constantOf = (p: Polynomial) => p.get('') ?? 0;

function floor(p: Polynomial, by: number): Polynomial {
  if (by === 1) return p;
  const outside = [...p].filter(([x, c]) => x !== '' && c % by === 0).map(([x, c]) => [x, c / by] as const);
  const rest = [...p].filter(([x, c]) => x !== '' && c % by !== 0);
  const whole = Math.floor(constantOf(p) / by);
  const base = add(new Map(outside), new Map([['', whole]]));
  if (rest.length === 0) return base;
  const left = constantOf(p) - whole * by;
  const one = alone(new Map(rest));
  if (one !== undefined) return add(base, floor(add(one.inner, new Map([['', left * one.by]])), by * one.by));
  return add(base, new Map([[`((${sumText(add(new Map(rest), new Map([['', left]])))})/${by})`, 1]]));
}

function write(p: Polynomial): string {
  const one = alone(p);
  if (one === undefined) return sumText(p);
  return `(${sumText(add(one.inner, new Map([['', constantOf(p) * one.by]])))})/${one.by}`;
}

/** A quotient that is a term by itself needs no parentheses around. */
const unwrapped = (x: string) => (namesOf(x).length === 1 ? x.replace(quotient, '($1)/$2') : x);

function sumText(p: Polynomial): string {
  const terms = [...p].filter(([x]) => x !== '').sort(([x], [y]) => inOrder(x, y));
  const texts = terms.map(([x, c]) => (c === 1 ? unwrapped(x) : c === -1 ? `-${x}` : `${c}*${x}`));
  const all = constantOf(p) === 0 && texts.length > 0 ? texts : [...texts, `${constantOf(p)}`];
  return all.join('+').replaceAll('+-', '-');
}

const order = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz()*+-/';
function inOrder(x: string, y: string): number {
  for (let i = 0; i < x.length && i < y.length; i++)
    if (x[i] !== y[i]) return order.indexOf(x[i]!) - order.indexOf(y[i]!);
  return x.length - y.length;
}
