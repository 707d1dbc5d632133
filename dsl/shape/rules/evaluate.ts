// Run-time counterpart of ../polynomial.ts: the size that the text of a symbolic dimension stands for, such as 'T-2',
// '64*B*T' or '(T+1)/2' (floor implied), under a binding of its names.
//   sum = '-'? product (('+' | '-') product)*    product = factor (('*' | '/') factor)*    factor = '(' sum ')' | number | name

/** The size, or null when a name in the text is not bound. */
export function evaluateDimension(text: string, sizeOf: (name: string) => number | undefined): number | null {
  const tokens = text.match(/[+\-*/()]|[^+\-*/()]+/g) ?? [];
  let at = 0;

  function sum(): number {
    let value = tokens[at] === '-' ? 0 : product();
    while (tokens[at] === '+' || tokens[at] === '-') value += tokens[at++] === '+' ? product() : -product();
    return value;
  }
  function product(): number {
    let value = factor();
    while (tokens[at] === '*' || tokens[at] === '/') {
      value = tokens[at++] === '*' ? value * factor() : Math.floor(value / factor());
    }
    return value;
  }
  function factor(): number {
    const token = tokens[at++];
    if (token === '(') {
      const value = sum();
      at++;
      return value;
    }
    if (token === undefined) return Number.NaN;
    return /^\d+$/.test(token) ? Number(token) : (sizeOf(token) ?? Number.NaN);
  }

  const value = sum();
  return Number.isNaN(value) ? null : value;
}
