// Calls of einsum with an ellipsis, for the law that types and run time agree.
import fc from 'fast-check';
import * as rule from '../../dsl/shape/rules/index.ts';
import { answer, type Case, passing, show } from './agreement.ts';

const specifications = [
  [
    '...ij,...jk->...ik',
    '...i,...i->...',
    'i...,j...->ij...',
    '...->...',
    '...i->i...',
    '...ij,jk->...ik',
    'ij,...j->...i',
  ],
  [
    'i...i->...i',
    '...a,...a,...b->b...',
    '...i->i',
    'ij->...ij',
    '...i...->...i',
    '...i->...i...',
    '..i->i',
    'i....->...i',
  ],
].flat();
const shape = fc.array(fc.constantFrom(1, 2, 2, 3, 'batch', 'time'), { maxLength: 4 });
const shared = fc.array(fc.constantFrom(1, 2, 'batch'), { maxLength: 2 });

const einsumEllipses = fc
  .tuple(fc.constantFrom(...specifications), fc.array(fc.tuple(shape, shared), { minLength: 1, maxLength: 3 }), shared)
  .map(([spec, tails, common]): Case[] => {
    const right = spec.split('->')[0]!.split(',').length;
    // shapes that often agree: as many as there are operands, one beginning
    const shapes = [...tails, ...tails, ...tails]
      .slice(0, tails.length === 3 ? 2 : right)
      .map(([own, other]) => [...(other.length > 0 ? common : []), ...own]);
    // the rules compare dimensions, and show them as they are
    const value = () => rule.parseEinsum(spec, shapes as unknown as number[][]);
    const said = answer(passing(value, 'fits'), show);
    const [S, Ss] = [show(spec), show(shapes)];
    if (/expected 'inputs|output|describes|twice/.test(said.replaceAll('\\', '')))
      return [{ type: `EinsumSpec<${S}, ${Ss}>`, expected: said }];
    if (said !== "'fits'") return [{ type: `FirstError<EinsumErrors<${S}, ${Ss}>>`, expected: said }];
    return [
      { type: `EinsumSpec<${S}, ${Ss}>`, expected: 'true' },
      { type: `FirstError<EinsumErrors<${S}, ${Ss}>>`, expected: "'none'" },
      { type: `EinsumOut<${S}, ${Ss}>`, expected: show([...value().output].map((l) => value().sizes.get(l)!)) },
    ];
  });

export const ellipses = { einsumEllipses };
