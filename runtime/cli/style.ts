// Colour, where a person reads.
export interface Style {
  readonly strong: (text: string) => string;
  readonly name: (text: string) => string;
  readonly dim: (text: string) => string;
}

const escaped = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string) => text;

/** Colours if the stream is a terminal that has them (NO_COLOR turns them off). */
export function styleFor(stream: { readonly isTTY?: boolean; hasColors?(): boolean }): Style {
  return stream.isTTY === true && stream.hasColors?.() === true
    ? { strong: escaped(1), name: escaped(36), dim: escaped(2) }
    : { strong: plain, name: plain, dim: plain };
}
