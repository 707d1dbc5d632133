// Labels of einsum and patterns of axes: outputs that lack, labels in another order, an axis that nothing gives.
import { ts } from 'ts-morph';
import { type Proposal, replaced } from '../fix.ts';
import { operationOf } from '../flow.ts';
import type { Proposer } from './context.ts';

/** 'bi,io' -> 'bi,io->bo', and an output label that an input has. */
export const einsumOutputs: Proposer = ({ said, node, propose }) => {
  if (said?.key === 'einsumDropped' && ts.isStringLiteral(node))
    return [propose(90, () => [replaced(node, `'${node.text.replace('->', '->...')}'`)])];
  if ((said?.key !== 'einsumSpec' && said?.key !== 'einsumOutput') || !ts.isStringLiteral(node)) return [];
  const [inputs = '', output] = node.text.split('->');
  const labels = [...inputs.replace(/[^A-Za-z]/g, '')];
  const single = labels.filter((l) => labels.filter((o) => o === l).length === 1);
  if (output === undefined) return [propose(88, () => [replaced(node, `'${inputs}->${single.sort().join('')}'`)])];
  const left = single.filter((l) => !output.includes(l));
  return left.map((l) => propose(84, () => [replaced(node, `'${inputs}->${output.replace(said.words[0]!, l)}'`)]));
};

/** 'bhqd,bhdk->bhqk' of keys [b, h, k, d]: the labels of one operand in the order of its axes. */
export const einsumOrder: Proposer = ({ said, call, operands, propose }) => {
  const spec = call?.arguments[0];
  if (said?.key !== 'einsumLabel' || spec === undefined || !ts.isStringLiteral(spec)) return [];
  const [inputs = '', output] = spec.text.split('->');
  const labels = inputs.split(',');
  if (output === undefined || labels.length !== operands.length || /[^A-Za-z,]/.test(inputs)) return [];
  return labels.flatMap((own, i) => {
    const sizes = sizesBeside(
      labels,
      operands.map((o) => o.type.shape),
      i,
    );
    return exchanges(own)
      .filter((order) =>
        [...order].every((l, k) => (sizes.get(l) ?? operands[i]!.type.shape[k]) === operands[i]!.type.shape[k]),
      )
      .map((order) => {
        const text = `${labels.with(i, order).join(',')}->${output}`;
        return propose(
          90 - 3 * (labels.length - 1 - i),
          () => [replaced(spec, `'${text}'`)],
          'the labels in the order of the axes',
        );
      });
  });
};

/** What the other operands say of the labels. */
function sizesBeside(
  labels: readonly string[],
  shapes: readonly (readonly string[])[],
  own: number,
): Map<string, string> {
  const all = labels.flatMap((text, i) =>
    i === own ? [] : [...text].map((l, k) => [l, shapes[i]?.[k] ?? ''] as const),
  );
  return new Map(all);
}

/** The labels with two of them in each other's place. */
function exchanges(labels: string): string[] {
  const all = [...labels];
  return all.flatMap((a, i) =>
    all.slice(i + 1).map((b, k) =>
      all
        .with(i, b)
        .with(i + k + 1, a)
        .join(''),
    ),
  );
}

/** 'b c h w -> b d': an axis that nothing gives is one that the input has. */
export const patternSides: Proposer = ({ said, call, checker, propose }) => {
  const pattern = call?.arguments[1];
  if (said?.key !== 'patternSide' || call === undefined || pattern === undefined || !ts.isStringLiteral(pattern))
    return [];
  const [left = '', right = ''] = pattern.text.split('->').map((s) => s.trim());
  const strange = said.words[1]!;
  const namesOf = (side: string) => side.split(/[\s()]+/).filter((n) => /^[A-Za-z]\w*$/.test(n));
  const whole = new RegExp(`\\b${strange}\\b`);
  if (whole.test(left)) return [];
  const free = namesOf(left).filter((n) => !namesOf(right).includes(n));
  // of a rearrangement all axes stay, so that only one can be meant
  if (operationOf(call, checker) !== 'reduce' && free.length !== 1) return [];
  return free.map(
    (name, i): Proposal => propose(86 - i / 4, () => [replaced(pattern, `'${left} -> ${right.replace(whole, name)}'`)]),
  );
};

/** '(h d)' of 64 with { h: 4, d: 20 }: the size that fits beside the others. */
export const patternSizes: Proposer = ({ said, call, propose }) => {
  const sizes = call?.arguments.find(ts.isObjectLiteralExpression);
  if (said?.key !== 'patternIs' || sizes === undefined) return [];
  const names = said.words[1]!.split(/[\s()]+/);
  const given = sizes.properties.flatMap((p) =>
    ts.isPropertyAssignment(p) && ts.isNumericLiteral(p.initializer) && names.includes(p.name.getText())
      ? [p.initializer]
      : [],
  );
  return given.flatMap((size, i): Proposal[] => {
    const others = given.reduce((n, g) => (g === size ? n : n * Number(g.text)), 1);
    const exact = Number(said.words[2]) / others;
    return Number.isSafeInteger(exact) && exact > 0 ? [propose(80 + i / 4, () => [replaced(size, `${exact}`)])] : [];
  });
};
