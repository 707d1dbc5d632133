// A text to read, character by character: by default the sources of this project.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chance } from './random.ts';

export interface Text {
  readonly characters: readonly string[];
  /** the number of each character of the text */
  readonly ids: Int32Array;
  /** the entropy of single characters, in nats: what is lost by a guess that knows only how frequent each is */
  readonly unigramEntropy: number;
}

/** dist/examples/kit is built from examples/kit: the sources are beside dist. */
const here = fileURLToPath(new URL('.', import.meta.url));
const root = here.includes(`${join('dist', 'examples')}`) ? join(here, '../../..') : join(here, '../..');

async function sources(): Promise<string> {
  const texts = [];
  for (const folder of ['dsl', 'compiler', 'runtime']) {
    const files = await readdir(join(root, folder), { recursive: true });
    for (const file of files.filter((f) => f.endsWith('.ts')).sort()) {
      texts.push(await readFile(join(root, folder, file), 'utf8'));
    }
  }
  return texts.join('\n');
}

/** Characters that are rarer than one in 20,000 are read as '?'. */
export async function readText(given: string | undefined): Promise<Text> {
  const text = given ?? (await sources());
  if (text.length < 1000)
    throw new Error(`--text: ${text.length} characters are too few to learn from; give 1000 or more`);
  const counts = new Map<string, number>();
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  const common = [...counts].filter(([, n]) => n >= text.length / 20_000).map(([c]) => c);
  const characters = [...new Set(['?', ...common.sort()])];
  const number = new Map(characters.map((c, i) => [c, i]));
  const ids = Int32Array.from(text, (c) => number.get(c) ?? 0);
  const shares = new Float64Array(characters.length);
  for (const id of ids) shares[id]! += 1 / ids.length;
  const unigramEntropy = shares.reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);
  return { characters, ids, unigramEntropy };
}

/** Pieces of the text from anywhere but its last tenth, which is held out: [batch, length] and what comes next. */
export function* pieces(text: Text, seed: number, batch: number, length: number) {
  const random = chance(seed, 'pieces');
  const end = Math.floor(text.ids.length * 0.9) - length - 1;
  for (;;)
    yield cut(
      text,
      Array.from({ length: batch }, () => random.below(end)),
      length,
    );
}

/** Pieces of the last tenth, evenly spaced. */
export function heldOut(text: Text, batch: number, length: number) {
  const [first, end] = [Math.floor(text.ids.length * 0.9), text.ids.length - length - 1];
  return cut(
    text,
    Array.from({ length: batch }, (_, i) => first + Math.floor((i * (end - first)) / batch)),
    length,
  );
}

function cut({ ids }: Text, starts: readonly number[], length: number) {
  const [input, target] = [new Int32Array(starts.length * length), new Int32Array(starts.length * length)];
  starts.forEach((start, i) => {
    input.set(ids.subarray(start, start + length), i * length);
    target.set(ids.subarray(start + 1, start + 1 + length), i * length);
  });
  return { input, target };
}
