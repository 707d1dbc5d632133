// Which mutants are asked about: drawn by a seed, from each folder as many as its share of the places.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keyOf, rank, type Site } from './site.ts';
import { sitesIn } from './sites.ts';

/** Folders that are sampled; of these, files that the fuzzer's bundle does not load are out of its reach. */
const folders = /^(dsl\/(scalar|grad|expression)\/|dsl\/view\.ts|compiler\/)/;

/** Files that only refuse: right programs do not show what they let pass. */
const refusing = /^compiler\/(program\/validate|validators?\b|passes\/check)/;

export interface Field {
  readonly folder: string;
  /** places that a right program may show */
  readonly sites: readonly Site[];
  /** places in guards of bad input: for unit tests alone */
  readonly guards: number;
}

/** All places of the files that are loaded, by folder. */
export function fieldsOf(root: string, loaded: ReadonlySet<string>): Field[] {
  const byFolder = new Map<string, Site[]>();
  for (const file of [...loaded].filter((f) => folders.test(f)).sort()) {
    const found = sitesIn(file, readFileSync(join(root, file), 'utf8'));
    const all = refusing.test(file) ? found.map((s) => ({ ...s, guard: true })) : found;
    byFolder.set(dirname(file), [...(byFolder.get(dirname(file)) ?? []), ...all]);
  }
  return [...byFolder].map(([folder, all]) => {
    const sites = all.filter((s) => !s.guard);
    return { folder, sites, guards: all.length - sites.length };
  });
}

export interface Drawn {
  readonly sites: readonly Site[];
  /** by folder, drawn and refused by the types */
  readonly untyped: Readonly<Record<string, number>>;
}

/** So many places, the same for the same seed, each of which the types accept. */
export function draw(fields: readonly Field[], count: number, seed: number, hasTypes: (site: Site) => boolean): Drawn {
  const quotas = shares(
    fields.map((f) => f.sites.length),
    count,
  );
  const untyped: Record<string, number> = {};
  const sites = fields.flatMap(({ folder, sites: all }, i) => {
    const inOrder = all.map((site) => [rank(seed, keyOf(site)), site] as const).sort(([a], [b]) => (a < b ? -1 : 1));
    const taken: Site[] = [];
    untyped[folder] = 0;
    for (const [, site] of inOrder) {
      if (taken.length === quotas[i]) break;
      if (hasTypes(site)) taken.push(site);
      else untyped[folder]++;
    }
    return taken;
  });
  // in an order of their own: the first of them are a smaller sample
  return {
    sites: sites
      .map((s) => [rank(seed, `order ${keyOf(s)}`), s] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, s]) => s),
    untyped,
  };
}

/** `count` in whole numbers in proportion to these sizes: what is left over goes to the largest remainders. */
export function shares(sizes: readonly number[], count: number): number[] {
  const all = sizes.reduce((a, b) => a + b, 0);
  const exact = sizes.map((n) => Math.min(n, (count * n) / all));
  const whole = exact.map(Math.floor);
  const left = Math.min(count, all) - whole.reduce((a, b) => a + b, 0);
  const order = exact.map((e, i) => [e - whole[i]!, i] as const).sort(([a, i], [b, j]) => b - a || i - j);
  for (const [, i] of order.slice(0, left)) whole[i]!++;
  return whole;
}
