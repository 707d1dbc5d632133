// Windows before the error whose steps or padding are other than was meant.
import { ts } from 'ts-morph';
import { after, type Edit, replaced } from '../fix.ts';
import { operationOf } from '../flow.ts';
import type { Proposer } from './context.ts';
import { callsOf } from './upstream.ts';

/** What an option of a window may be instead, the likeliest first. */
interface Change {
  readonly likelihood: number;
  readonly options: Readonly<Record<string, number>>;
}

/** maxPool(2) that moves by 2, crossCorrelate(16, 32, 3) that pads by 1, crossCorrelateTransposed(8, 1, 2) that doubles. */
export const windows: Proposer = (context) => {
  const { checker, propose, said } = context;
  if (said === undefined || !aboutSizes.has(said.key)) return [];
  return callsOf(context).flatMap(({ node: call, distance }) => {
    const at = places(operationOf(call, checker) ?? '');
    const kernel = call.arguments[at?.kernel ?? -1];
    const options = call.arguments[(at?.kernel ?? -1) + 1];
    if (at === undefined || kernel === undefined || !ts.isNumericLiteral(kernel)) return [];
    const given = optionsIn(options);
    if (given === undefined) return [];
    return at.changes(Number(kernel.text), given).flatMap(({ likelihood, options: wanted }) => {
      const edits = written(kernel, options, wanted);
      return edits.length === 0 ? [] : [propose(likelihood - distance / 4, () => edits)];
    });
  });
};

type Given = Readonly<Record<string, number>>;

/** Where an operation has its window, and how it may be meant. */
function places(
  name: string,
): { readonly kernel: number; readonly changes: (size: number, given: Given) => readonly Change[] } | undefined {
  if (/^(?:max|mean)Pool$/.test(name)) return { kernel: 0, changes: pooled };
  if (/^(?:crossCorrelate|convolve)$/.test(name)) return { kernel: 2, changes: padded };
  if (/^(?:crossCorrelate|convolve)Transposed$/.test(name)) return { kernel: 2, changes: doubled };
  return undefined;
}

const pooled = (size: number, { stride }: Given): Change[] =>
  stride === undefined ? [{ likelihood: 83, options: { stride: size } }] : [];

/** As large as what it slides over, where it moves by 1. */
function padded(size: number, given: Given): Change[] {
  const { dilation = 1, padding } = given;
  const same = (dilation * (size - 1)) / 2;
  if (size === 1 || !Number.isInteger(same) || same === padding) return [];
  // another padding than this was asked for: it is rather a slip
  return [{ likelihood: padding === undefined ? 76 : 80, options: { padding: same } }];
}

/** Twice as large: (D - 1) 2 + size - 2 padding. */
function doubled(size: number, given: Given): Change[] {
  const { stride, padding } = given;
  if (size % 2 === 1 && stride === 2 && padding === undefined) return [];
  const padding2 = (size - 2) / 2;
  if (!Number.isInteger(padding2) || (stride === 2 && padding === padding2)) return [];
  return [{ likelihood: 84, options: padding2 === 0 ? { stride: 2 } : { stride: 2, padding: padding2 } }];
}

/** Options that are numbers; undefined where they are not written as a record of numbers. */
function optionsIn(options: ts.Expression | undefined): Given | undefined {
  if (options === undefined) return {};
  if (!ts.isObjectLiteralExpression(options)) return undefined;
  return Object.fromEntries(
    options.properties.flatMap((p) =>
      ts.isPropertyAssignment(p) && ts.isNumericLiteral(p.initializer)
        ? [[p.name.getText(), Number(p.initializer.text)]]
        : [],
    ),
  );
}

/** { padding: 2 } written into the options, or as them. */
function written(kernel: ts.Expression, options: ts.Expression | undefined, wanted: Given): Edit[] {
  const entries = Object.entries(wanted);
  if (options === undefined || !ts.isObjectLiteralExpression(options))
    return [after(kernel, `, { ${entries.map(([name, value]) => `${name}: ${value}`).join(', ')} }`)];
  return entries.flatMap(([name, value]) => {
    const own = options.properties.find((p) => p.name?.getText() === name);
    const last = options.properties.at(-1);
    if (own !== undefined && ts.isPropertyAssignment(own))
      return own.initializer.getText() === `${value}` ? [] : [replaced(own.initializer, `${value}`)];
    return last === undefined ? [replaced(options, `{ ${name}: ${value} }`)] : [after(last, `, ${name}: ${value}`)];
  });
}

const aboutSizes: ReadonlySet<string> = new Set([
  ...['features', 'concat', 'broadcast', 'layerChannels', 'reshape', 'target', 'kept'],
]);
