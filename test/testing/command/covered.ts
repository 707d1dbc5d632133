// What was covered and what was not, as lines of text.
import type { Style } from '../../../runtime/cli/style.ts';
import { named } from '../covered/untested.ts';
import type { FuzzReport } from '../fuzz.ts';
import { leaves } from '../print/names.ts';

/** Sentences that are printed if not all are asked for. */
const few = 5;

export function coveredLines({ covered, untested, ops }: FuzzReport, verbose: boolean, style: Style): string[] {
  const { branches, rules, orders, backends } = covered;
  const operations = Object.keys(ops).filter((op) => !leaves.has(op)).length;
  const arms = branches.flatMap((b) => Object.values(b.arms));
  const kinks = branches.reduce((n, b) => n + b.kinks, 0);
  const head = [
    `${operations} operations`,
    `derivatives of order ${orders.join(' and ')}`,
    ...(backends.length > 0 ? [backends.join(', ')] : []),
    ...(arms.length > 0
      ? [`${arms.filter((n) => n > 0).length} of ${arms.length} arms`, `${kinks} values at kinks`]
      : []),
    ...(rules.length > 0 ? [`${rules.length} stated ${rules.length === 1 ? 'derivative' : 'derivatives'}`] : []),
  ].join('; ');
  const shown = verbose ? untested : untested.slice(0, few);
  const rest = untested.length - shown.length;
  return [
    `covered: ${head}`,
    ...(verbose ? branches.map((b) => `  ${named(b)}: ${armsText(b.arms)}, ${b.kinks} at its kink`) : []),
    ...shown.map(({ text }) => `${style.strong('not tested')}: ${text}`),
    ...(rest > 0 ? [style.dim(`${rest} more with --verbose`)] : []),
  ];
}

const armsText = (arms: Readonly<Record<string, number>>): string =>
  Object.entries(arms)
    .map(([arm, count]) => `${arm} ${count} times`)
    .join(', ');

export function strengthLines({ strength }: FuzzReport, style: Style): string[] {
  if (strength === undefined) return [];
  const { planted, caught, survivors } = strength;
  if (planted === 0) return ['strength: there is no customGradient and no lifted function to plant faults in'];
  return [
    `strength: ${caught} of ${planted} planted faults are caught`,
    ...survivors.map(({ fault, site, why }) => `${style.strong('survived')}: ${site}, ${fault}: ${why}`),
  ];
}
