// Dates as people write them, and as machines do: '3rd of May 2019' and '2019-05-03'.
import { type Chance, chance } from './random.ts';

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const two = (n: number): string => String(n).padStart(2, '0');

function ordinal(n: number): string {
  const ending = n > 3 && n < 21 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}

const weekday = ({ year, month, day }: Day) => weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]!;

/** Day before month, as in most of the world, wherever both are numbers. */
const formats: readonly ((d: Day) => string)[] = [
  (d) => `${d.day} ${months[d.month - 1]} ${d.year}`,
  (d) => `${ordinal(d.day)} of ${months[d.month - 1]} ${d.year}`,
  (d) => `${months[d.month - 1]} ${d.day}, ${d.year}`,
  (d) => `${months[d.month - 1]!.slice(0, 3)} ${ordinal(d.day)} ${d.year}`,
  (d) => `${d.day}-${months[d.month - 1]!.slice(0, 3)}-${d.year}`,
  (d) => `${weekday(d)}, ${d.day} ${months[d.month - 1]} ${d.year}`,
  (d) => `${two(d.day)}/${two(d.month)}/${two(d.year % 100)}`,
  (d) => `${d.day}.${d.month}.${d.year}`,
  (d) => `the ${ordinal(d.day)} of ${months[d.month - 1]}, ${d.year}`,
  (d) => `${d.year} ${months[d.month - 1]!.slice(0, 3)} ${two(d.day)}`,
];

export interface DatePair {
  readonly written: string;
  readonly iso: string;
}

/** `count` pairs of dates from 1970 to 2069 (so that two digits say the year), in lower case. */
export function datePairs(seed: number, name: string, count: number): DatePair[] {
  const random = chance(seed, name);
  return Array.from({ length: count }, () => pair(random));
}

function pair(random: Chance): DatePair {
  const date = new Date(Date.UTC(1970, 0, 1 + random.below(36_524)));
  const d = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  return {
    written: random.from(formats)(d).toLowerCase(),
    iso: `${d.year}-${two(d.month)}-${two(d.day)}`,
  };
}

const alphabet = [...new Set(`${[...months, ...weekdays].join('')}0123456789thrdndsof /,.-`.toLowerCase())].sort();
const digits = [...'0123456789-'];

/** Characters by number. 0 is padding, and in `iso` 1 is the start and 2 the end. */
export const vocabulary = {
  written: { size: 1 + alphabet.length, length: 30, of: (c: string) => 1 + alphabet.indexOf(c) },
  iso: { size: 3 + digits.length, length: 11, start: 1, end: 2, of: (c: string) => 3 + digits.indexOf(c) },
} as const;

/** '2019-05-03' from the numbers of its characters, up to the end. */
export function isoOf(ids: ArrayLike<number>): string {
  const list = Array.from(ids);
  const end = list.indexOf(vocabulary.iso.end);
  return (end < 0 ? list : list.slice(0, end)).map((id) => digits[id - 3] ?? '?').join('');
}

export interface DateBatch {
  /** [batch, 30], padded with 0 */
  readonly written: Int32Array;
  readonly lengths: Int32Array;
  /** [batch, 11]: the start, then the date: what the decoder is told (teacher forcing) */
  readonly told: Int32Array;
  /** [batch, 11]: the date, then the end: what it is to say */
  readonly target: Int32Array;
}

export function dateBatch(pairs: readonly DatePair[]): DateBatch {
  const { written, iso } = vocabulary;
  const batch = {
    written: new Int32Array(pairs.length * written.length),
    lengths: Int32Array.from(pairs, (p) => p.written.length),
    told: new Int32Array(pairs.length * iso.length),
    target: new Int32Array(pairs.length * iso.length),
  };
  pairs.forEach((p, i) => {
    const said = [...p.iso].map((c) => iso.of(c));
    batch.written.set(
      [...p.written].map((c) => written.of(c)),
      i * written.length,
    );
    batch.told.set([iso.start, ...said], i * iso.length);
    batch.target.set([...said, iso.end], i * iso.length);
  });
  return batch;
}
