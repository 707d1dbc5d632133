// Operands that fit once an operation is applied to them: transposed, with an axis more or less, cast, flattened.
import { ts } from 'ts-morph';
import { tensorType } from '../../types/tensor.ts';
import { before, replaced } from '../fix.ts';
import { operationOf } from '../flow.ts';
import { dimensionsOf } from '../sentence.ts';
import { type Context, type Operand, type Proposer, wrapped } from './context.ts';

const expectsRank = (text: string): number => text.replace(/[[\]]/g, '').split(', ').length;

/** Layers: flatten before affine, channels in front, a missing axis. */
export const forLayers: Proposer = (context) => {
  const { said, layer, given, operands } = context;
  if (said === undefined || layer === undefined) return [];
  const operand = operands[0]?.node;
  const shape = given?.shape ?? operands[0]?.type.shape ?? [];
  const wrap = (likelihood: number, name: string, more = '', why?: string) =>
    wrapped(context, operand, likelihood, name, more, why);
  if (said.key === 'features') return shape.length > 2 ? wrap(92, 'flatten', '', 'flatten first') : [];
  if (said.key === 'layerChannels' || said.key === 'channels')
    return isChannelsLast(shape)
      ? wrap(91, 'permute', '0, 3, 1, 2', 'channels come second, [batch, channels, height, width]')
      : [];
  if (said.key === 'layerRank' || said.key === 'normRank') {
    const wanted = expectsRank(said.words[3] ?? '');
    const missing = shape.length === wanted - 1 ? range(Math.min(shape.length, 2)) : [];
    return missing.flatMap((axis) =>
      wrap(axis === 0 && shape[0] !== 'batch' ? 86 : 85, 'expand', `${axis}`, 'an axis is missing'),
    );
  }
  return [];
};

/** Height and width before few channels: [batch, 28, 28, 1], and not [batch, 32, 16, 16]. */
const isChannelsLast = ([, height, width, last, more]: readonly string[]): boolean =>
  last !== undefined && more === undefined && !(height !== width && width === last);

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Contractions and broadcasts: an operand transposed, or with an axis of 1. */
export const forPairs: Proposer = (context) => {
  const { said, operands } = context;
  const [a, b] = operands;
  if (said === undefined || a === undefined || b === undefined) return [];
  if (said.key === 'matmulInner') return [...turned(context, b, 90), ...turned(context, a, 84)];
  if (said.key !== 'broadcast' && said.key !== 'lengths' && said.key !== 'matmulRank') return [];
  const { type } = a.type.shape.length <= b.type.shape.length ? a : b;
  const rank = Math.max(a.type.shape.length, b.type.shape.length);
  const both = type.shape.length === rank ? [a, b] : [a.type === type ? a : b];
  const expanded = both.flatMap((o, k) => {
    const axes = range(o.type.shape.length + 1).filter((axis) => !isLeading(o, axis));
    const text = (axis: number) => `[${o.type.shape.toSpliced(axis, 0, '1').join(', ')}]`;
    return axes.flatMap((axis) =>
      wrapped(context, o.node, 82 - 3 * k - 3 * Math.abs(axis - 1), 'expand', `${axis}`, `an axis of 1, ${text(axis)}`),
    );
  });
  return [...expanded, ...[a, b].flatMap((o) => turned(context, o, 60)), ...squeezed(context, [a, b], 70)];
};

/** An axis of 1 before all others changes nothing. */
const isLeading = (_: Operand, axis: number): boolean => axis === 0;

const turned = (context: Context, { node, type }: Operand, likelihood: number) =>
  type.shape.length < 2
    ? []
    : wrapped(context, node, likelihood, 'transpose', '', `transpose ${shortly(node.getText())}`);

const shortly = (text: string): string => (text.length > 30 ? 'it' : text);

const squeezed = (context: Context, operands: readonly Operand[], likelihood: number) =>
  operands.flatMap((o) =>
    o.type.shape.flatMap((d, axis, { length }) =>
      d === '1' && length > 1
        ? wrapped(context, o.node, likelihood, 'squeeze', axis === length - 1 ? '-1' : `${axis}`)
        : [],
    ),
  );

/** Losses: labels that are rows, columns or floats; predictions with an axis too many. */
export const forLosses: Proposer = (context) => {
  const { said, operands } = context;
  const [prediction, target] = operands;
  if (said === undefined || prediction === undefined) return [];
  if (said.key === 'target') {
    const shape = target?.type.shape ?? [];
    const flat = prediction.type.shape.length < shape.length ? target : prediction;
    return [
      ...squeezed(context, operands, 86),
      ...(flat === undefined ? [] : wrapped(context, flat.node, 80, 'flatten')),
    ];
  }
  if (said.key === 'labels' || (said.key === 'typeAre' && said.words[1] === 'labels')) {
    const labels = target ?? prediction;
    const rows = labels.type.shape.length === prediction.type.shape.length && labels.type.shape.length > 1;
    // predictions [batch, 1, 4] are for an axis that labels have not
    const alone = prediction.type.shape.slice(0, -1).includes('1') && prediction !== labels;
    return [
      ...(alone ? squeezed(context, [prediction], 90) : []),
      ...squeezed(context, [labels], 88),
      ...(rows ? wrapped(context, labels.node, 84, 'argMax', '-1', 'labels are the numbers of classes') : []),
    ];
  }
  if (said.key === 'gradScalar') return averaged(context);
  return [];
};

/** A loss is one number. */
export const averaged = (context: Context) => {
  const { node, operands, propose, call } = context;
  const loss = operands[0]?.node;
  const inside = call?.arguments.some((a) => a === node) === true ? loss : undefined;
  const why = 'a loss is one number';
  if (inside !== undefined) return ['mean', 'sum'].flatMap((f, i) => wrapped(context, inside, 86 - 2 * i, f, '', why));
  return ['mean', 'sum'].map((f, i) =>
    propose(86 - 2 * i, (names) => [replaced(node, `${names.use(f)}(${node.getText()})`)], why),
  );
};

/** A mask [S, T] for queries of T. */
export const forMasks: Proposer = (context) => {
  const { said, call, checker } = context;
  if (said?.key !== 'broadcastTo') return [];
  const values = (call?.arguments ?? []).flatMap((o) => (ts.isObjectLiteralExpression(o) ? [...o.properties] : []));
  return values.flatMap((p) => {
    const name = p.name;
    const value = ts.isPropertyAssignment(p) ? p.initializer : ts.isShorthandPropertyAssignment(p) ? p.name : undefined;
    if (
      value === undefined ||
      name === undefined ||
      tensorType(checker.getTypeAtLocation(value), checker) === undefined
    )
      return [];
    return [
      context.propose(86, (names) => [replaced(p, `${name.getText()}: ${names.use('transpose')}(${value.getText()})`)]),
    ];
  });
};

/** Element types. */
export const forTypes: Proposer = (context) => {
  const { said, operands, node, call, stage } = context;
  if (said === undefined) return [];
  const { key, words } = said;
  const own = operands.find((o) => o.node === node) ?? operands[0];
  if (key === 'operandTypes')
    return operands.filter((o) => o.type.dtype !== 'f32').flatMap((o) => wrapped(context, o.node, 84, 'cast', "'f32'"));
  if (key !== 'typeIs' && key !== 'typeAre' && key !== 'gradType' && key !== 'layerTypes') return [];
  const expected = /\b(f32|i32|bool)\b/.exec(words.at(-1) ?? '')?.[1] ?? 'f32';
  if (stage === undefined && (own === undefined || call === undefined)) return [];
  const given = own?.type.dtype;
  if (expected === 'bool' && given !== 'bool')
    return [
      ...wrapped(context, own?.node, 84, 'greater', '0', 'a comparison gives bool'),
      ...wrapped(context, own?.node, 70, 'cast', "'bool'"),
    ];
  const rows = context.layer?.arguments[0]?.getText();
  const coded =
    given === 'i32' && rows !== undefined
      ? wrapped(context, own?.node, 82, 'oneHot', rows, 'numbers of symbols as vectors')
      : [];
  if (coded.length > 0) return [...coded, ...wrapped(context, own?.node, 86, 'cast', `'${expected}'`)];
  // numbers of classes are declared as integers, not cast
  if (key === 'typeAre' && words[1] === 'labels') return [];
  if (expected === 'i32' && given === 'f32') return wrapped(context, own?.node, 50, 'cast', "'i32'");
  return wrapped(context, own?.node, 80, 'cast', `'${expected}'`);
};

/** argMax(y, 1) where y itself belongs, and softmax(y) where its decision does. */
export const decisions: Proposer = ({ said, operands, node, checker, propose }) => {
  if (said?.key !== 'typeIs' && said?.key !== 'typeAre') return [];
  const own = operands.find((o) => o.node === node) ?? operands[0];
  const call = own !== undefined && ts.isCallExpression(own.node) ? own.node : undefined;
  const given = call?.arguments[0];
  if (call === undefined || given === undefined) return [];
  const name = operationOf(call, checker) ?? '';
  const wanted = said.words.at(-1);
  if (wanted === 'f32' && /^arg(?:Max|Min)$/.test(name))
    return [propose(88, () => [replaced(call, given.getText())], 'the values, not where the largest is')];
  if (wanted === 'i32' && name === 'softmax')
    return [
      propose(
        88,
        (names) => [replaced(call, `${names.use('argMax')}(${given.getText()}, -1)`)],
        'the number of the largest',
      ),
    ];
  return [];
};

/** reshape(x, 32, 1, 28, 27): the size that fits beside the others. */
export const forReshape: Proposer = ({ said, call, propose }) => {
  if (said?.key !== 'reshape' || call === undefined) return [];
  const [shape, count, target] = said.words;
  const sizes = call.arguments.slice(1);
  const dimensions = dimensionsOf(target);
  const [total, name] = /^(\d+)(?:\*(\w+))?$/.exec(count ?? '')?.slice(1) ?? [];
  const numbers = dimensions.map((d) => (d === name ? 1 : Number(d)));
  const known = total !== undefined && dimensions.length === sizes.length;
  const fits = sizes.flatMap((size, i) => {
    const others = numbers.reduce((n, d, j) => (j === i ? n : n * d), 1);
    const exact = Number(total) / others;
    return known && Number.isSafeInteger(exact) && exact > 0 && exact !== numbers[i] && dimensions[i] !== name
      ? [propose(80 - Math.abs(Math.log2(exact / numbers[i]!)), () => [replaced(size, `${exact}`)])]
      : [];
  });
  const [batch] = dimensionsOf(shape);
  const named =
    name !== undefined && batch === name && sizes[0] !== undefined && dimensions[0] !== name
      ? [propose(84, () => [replaced(sizes[0]!, `'${name}'`)])]
      : [];
  const rest = name !== undefined && batch === name && numbers.every((n) => n > 0) && !dimensions.includes(name);
  const inFront =
    rest && numbers.reduce((n, d) => n * d, 1) === Number(total) && sizes[0] !== undefined
      ? [propose(90, () => [before(sizes[0]!, `'${name}', `)], `'${name}' stays in front`)]
      : [];
  // where many sizes could be the wrong one, none is likelier
  return [...inFront, ...named, ...(fits.length > 2 ? [] : fits)];
};
