// Run-time counterpart of ../options.ts: a name that is no option is an error, not a default that is used in silence.
import { ShapeError } from '../../error.ts';

/** The options of a call, each of which is among `known`. */
export function optionsOf<K extends object>(
  op: string,
  options: unknown,
  known: Readonly<Record<keyof K, unknown>>,
): K {
  const given = (options ?? {}) as K;
  for (const name in given) {
    if (name in known) continue;
    const meant = Object.keys(known).filter((k) => isSlip(name.toLowerCase(), k.toLowerCase()));
    throw meant.length === 1
      ? new ShapeError('optionMeant', [op, name, meant[0]!])
      : new ShapeError('option', [op, name]);
  }
  return given;
}

/** Does one slip of the keyboard make b of a: one letter for another, too few, too many, or two exchanged? */
export function isSlip(a: string, b: string): boolean {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [x, y] = [a.slice(i), b.slice(i)];
  const [rest, other] = [x.slice(1), y.slice(1)];
  return y === rest || other === x || other === rest || y === rest.slice(0, 1) + x[0] + rest.slice(1);
}
