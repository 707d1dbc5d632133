// What a campaign comes to, by folder.
import { dirname } from 'node:path';
import { judgementOf } from './judged.ts';
import type { Finding, Log } from './log.ts';
import type { Field } from './sample.ts';
import type { Site } from './site.ts';

export interface Row {
  /** places that right programs may show */
  readonly sites: number;
  /** places in guards of bad input, which the fuzzer cannot see */
  readonly guards: number;
  readonly sampled: number;
  /** not asked yet */
  readonly left: number;
  /** drawn, and refused by the types */
  readonly untyped: number;
  /** the fuzzer's bundle is the same with them */
  readonly unreached: number;
  /** judged by somebody, or asked in vain and judged */
  readonly equivalent: number;
  readonly byFuzzer: number;
  /** killed by fuzzer or tests, where the tests were asked */
  readonly byBoth: number;
  readonly survivors: readonly Survivor[];
}

export interface Survivor {
  readonly place: string;
  readonly within: string;
  readonly operator: string;
  readonly text: string;
  readonly to: string;
  /** runs that reach it */
  readonly reached: number;
  /** runs whose programs are emitted otherwise: 0 for those that are likely to be equivalent */
  readonly different: number;
  /** the test that sees it; null: none does; undefined: the tests were not asked */
  readonly test?: string | null;
}

export interface Report {
  readonly folders: Readonly<Record<string, Row>>;
  readonly all: Omit<Row, 'survivors'>;
  /** of those that are reached and not equivalent, in percent */
  readonly fuzzerShare: number;
  readonly bothShare: number;
}

export function reportOf(fields: readonly Field[], { drawn, findings }: Log, keyed: (s: Site) => string): Report {
  const folders: Record<string, Row> = {};
  for (const { folder, sites, guards } of fields) {
    const sampled = drawn.sites.filter((s) => dirname(s.file) === folder);
    const found = sampled.flatMap((s) => findings.get(keyed(s)) ?? []);
    const isKilled = (f: Finding) => f.run !== null;
    const unreached = found.filter((f) => f.unreached);
    const unasked = sampled.filter((s) => judgementOf(s) !== undefined && !findings.has(keyed(s)));
    const survived = found.filter((f) => !isKilled(f) && !f.unreached && judgementOf(f.site) === undefined);
    folders[folder] = {
      sites: sites.length,
      guards,
      sampled: sampled.length,
      left: sampled.length - found.length - unasked.length,
      untyped: drawn.untyped[folder] ?? 0,
      unreached: unreached.length,
      equivalent: unasked.length + found.filter((f) => !isKilled(f) && !f.unreached).length - survived.length,
      byFuzzer: found.filter(isKilled).length,
      byBoth: found.filter((f) => isKilled(f)).length + survived.filter((f) => f.tests?.killed).length,
      survivors: survived.map(survivorOf),
    };
  }
  const sum = (of: keyof Omit<Row, 'survivors'>) => Object.values(folders).reduce((n, row) => n + row[of], 0);
  const all = {
    ...{
      sites: sum('sites'),
      guards: sum('guards'),
      sampled: sum('sampled'),
      left: sum('left'),
      untyped: sum('untyped'),
    },
    ...{ unreached: sum('unreached'), equivalent: sum('equivalent'), byFuzzer: sum('byFuzzer'), byBoth: sum('byBoth') },
  };
  const real = all.sampled - all.left - all.unreached - all.equivalent;
  const share = (n: number) => (real === 0 ? 100 : Number(((100 * n) / real).toFixed(1)));
  return { folders, all, fuzzerShare: share(all.byFuzzer), bothShare: share(all.byBoth) };
}

function survivorOf({ site, reached, different, tests }: Finding): Survivor {
  const { file, line, within, operator, text, to } = site;
  const test = tests === undefined ? {} : { test: tests.killed ? (tests.by ?? '') : null };
  return { place: `${file}:${line}`, within, operator, text: short(text), to: short(to), reached, different, ...test };
}

const short = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 97)}...` : line;
};

/** As a table for people. */
export function tableOf({ folders, all, fuzzerShare, bothShare }: Report): string[] {
  const heads = ['', 'places', 'sampled', 'unreached', 'equivalent', 'fuzzer', '+ tests'];
  const cells = (name: string, r: Omit<Row, 'survivors'>) =>
    [name, r.sites, r.sampled - r.left, r.unreached, r.equivalent, r.byFuzzer, r.byBoth].map(String);
  const rows = [heads, ...Object.entries(folders).map(([name, r]) => cells(name, r)), cells('all', all)];
  const widths = heads.map((_, i) => Math.max(...rows.map((r) => r[i]!.length)));
  const lines = rows.map((r) => r.map((c, i) => (i === 0 ? c.padEnd(widths[i]!) : c.padStart(widths[i]!))).join('  '));
  const survivors = Object.values(folders).flatMap((r) => r.survivors.map(lineOf));
  return [...lines, `fuzzer ${fuzzerShare} %, fuzzer and tests ${bothShare} %`, ...survivors];
}

function lineOf({ place, within, operator, text, to, different, test, reached }: Survivor): string {
  const seen = test === undefined ? '' : test === null ? ', no test sees it' : `, seen by ${test}`;
  const same = different === 0 ? 'none differs' : `${different} differ`;
  return `survived: ${place} ${within}: ${operator}: ${text} -> ${to === '' ? 'nothing' : to} (${reached} programs reach it, ${same}${seen})`;
}
