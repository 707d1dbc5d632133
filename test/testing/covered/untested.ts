// What was not tested, in sentences.
import type { OpCoverage } from '../coverage.ts';
import { leaves } from '../print/names.ts';
import type { Branch, Covered } from './index.ts';

export interface Untested {
  /**
   * 'branch': an arm that no value took; 'rule': a stated derivative that nothing depended on; 'order': derivatives that were
   * not asked for or not decided; 'operation': one of which nothing was decided; 'backend', 'values', 'sizes': what was not
   * drawn or compared; 'kink': points between the arms of a choice
   */
  readonly kind: 'branch' | 'rule' | 'order' | 'operation' | 'backend' | 'values' | 'sizes' | 'kink';
  /** 'model.ts:20', where it is about a line */
  readonly place?: string;
  /** what a person reads: 'where at model.ts:20: its condition was never false' */
  readonly text: string;
}

export function untestedOf(covered: Covered, ops: Readonly<Record<string, OpCoverage>>): Untested[] {
  return [
    ...arms(covered),
    ...rules(covered),
    ...operations(ops),
    ...orders(covered),
    ...values(covered),
    ...backends(covered),
    ...sizes(covered),
    ...kinks(covered),
  ];
}

function arms({ branches }: Covered): Untested[] {
  return branches.flatMap((branch) =>
    Object.entries(branch.arms).flatMap(([arm, count]): Untested[] => {
      if (count > 0) return [];
      return [{ kind: 'branch', ...placeOf(branch), text: `${named(branch)}: ${neverText(arm)} at any drawn point` }];
    }),
  );
}

const neverText = (arm: string): string =>
  arm.startsWith('condition') ? `its condition was never ${arm.split(' ')[1]}` : `${arm} was never the case`;

/** 'relu at model.ts:20', 'where in the rule of customGradient at model.ts:14' */
export function named({ op, place, number, rule }: Branch): string {
  const which = op === 'lifted function' ? `condition ${number} of the lifted function` : op;
  const several = number > 1 && op !== 'lifted function' ? ` (the ${ordinal(number)} of its line)` : '';
  const at = place === undefined ? '' : ` at ${place}`;
  return `${which}${at}${several}${rule === undefined ? '' : `, in the rule of customGradient at ${rule}`}`;
}

const ordinal = (n: number): string => ['', 'first', 'second', 'third'][n] ?? `${n}th`;

const placeOf = ({ place }: { readonly place?: string }) => (place === undefined ? {} : { place });
const at = ({ place }: { readonly place?: string }) => (place === undefined ? '' : ` at ${place}`);

function rules({ rules, orders }: Covered): Untested[] {
  return rules.flatMap((rule): Untested[] => {
    if (rule.reached === 0) {
      const text = `customGradient${at(rule)}: no result depended on it at any drawn point; its rule was tried alone`;
      return [{ kind: 'rule', ...placeOf(rule), text }];
    }
    if (rule.second > 0 || !orders.includes(2)) return [];
    const text = `second derivatives through customGradient${at(rule)}: no check of them could be decided`;
    return [{ kind: 'order', ...placeOf(rule), text }];
  });
}

/** Operations of which checks stayed open, and none was decided. */
function operations(ops: Readonly<Record<string, OpCoverage>>): Untested[] {
  return Object.entries(ops).flatMap(([op, { checks, open = {} }]): Untested[] => {
    const never = leaves.has(op) ? [] : Object.keys(open).filter((oracle) => (checks[oracle] ?? 0) === 0);
    if (never.length === 0) return [];
    return [{ kind: 'operation', text: `${op}: every check of ${never.join(', ')} stayed undecided` }];
  });
}

function orders({ orders: tested, rules: stated }: Covered): Untested[] {
  if (tested.includes(2)) return [{ kind: 'order', text: 'derivatives of order 3 and more' }];
  return [
    ...stated.map(
      (rule): Untested => ({
        ...{ kind: 'order', ...placeOf(rule) },
        text: `second derivatives through customGradient${at(rule)} (order: 1)`,
      }),
    ),
    ...(stated.length === 0 ? [{ kind: 'order', text: 'second derivatives (order: 1)' } as const] : []),
  ];
}

function values({ inputs }: Covered): Untested[] {
  const groups = new Map<string, string[]>();
  for (const { name, dtype, low, high } of inputs) {
    if (dtype === 'bool' && low === 0 && high === 1) continue;
    const what = dtype === 'f32' ? `values outside [${low}, ${high}]` : `integers other than ${low} to ${high}`;
    groups.set(what, [...(groups.get(what) ?? []), name]);
  }
  return [...groups].map(([what, names]) => ({
    kind: 'values',
    text: `${what}, of ${names.length === 1 ? 'input' : 'inputs'} ${names.map((n) => `'${n}'`).join(', ')} (set domains)`,
  }));
}

const backends = ({ backends: compared }: Covered): Untested[] =>
  compared.length > 0 ? [] : [{ kind: 'backend', text: 'compiled programs: no backend was compared (set backends)' }];

const sizes = ({ sizes: drawn }: Covered): Untested[] =>
  Object.entries(drawn).map(([name, found]) => ({
    kind: 'sizes',
    text: `sizes of '${name}' other than ${found.join(', ')} (set symbols)`,
  }));

function kinks({ branches }: Covered): Untested[] {
  const never = branches.filter((b) => b.kinks === 0);
  if (never.length === 0) return [];
  const names = [...new Set(never.map(named))];
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return [{ kind: 'kink', text: `points exactly at the kinks of ${names.slice(0, 3).join('; ')}${rest}` }];
}
