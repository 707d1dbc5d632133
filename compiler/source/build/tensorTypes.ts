// The tensors of a file as a declaration.
import { commentText, memberName, stringLiteral } from '../../escape.ts';

/** A tensor as a safetensors file has it. */
export interface FileTensor {
  readonly type: string;
  readonly shape: readonly number[];
}

/** The text of the .d.ts: one type, with the element type and shape of each tensor by its name. */
export function writeTensorTypes(file: string, tensors: ReadonlyMap<string, FileTensor>, version: string): string {
  const numbers = [...tensors.values()].reduce((sum, { shape }) => sum + shape.reduce((n, d) => n * d, 1), 0);
  const lines = [...tensors].map(
    ([name, { type, shape }]) =>
      `  readonly ${memberName(name)}: { readonly dtype: ${stringLiteral(type)}; readonly shape: [${shape.join(', ')}] };`,
  );
  const from = commentText(file);
  return `// Written by quern ${version} from ${from}: write it again when that changes.

/** The tensors of ${from} by name: ${tensors.size}, ${numbers.toLocaleString('en')} numbers. */
export type Tensors = {
${lines.join('\n')}
};
`;
}
