// The matrices of right and wrong programs, under both compilers.
//
// A wrong program is an exported thunk under its expected sentence:
//   //! sentence   the compiler says it, and so does the run-time check when the thunk is run
//   //? sentence   the compiler says it; the run time has no counterpart (names of dimensions, unsound annotations)
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../dsl/error.ts';
import { type Compiler, check, compilerNames } from './compilers.ts';

const here = 'test/types';
const filesIn = (folder: string) =>
  readdirSync(`${here}/${folder}`)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${here}/${folder}/${name}`);

interface Wrong {
  readonly file: string;
  /** first line after the sentence, and the line after the last one */
  readonly from: number;
  readonly to: number;
  readonly sentence: string;
  /** the exported thunk to run, absent where the run time has no counterpart */
  readonly thunk: string | undefined;
}

function wrongPrograms(file: string): Wrong[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const heads = lines.flatMap((line, i) => (/^\/\/[!?] /.test(line) ? [i] : []));
  return heads.map((head, k) => {
    const [from, to] = [head + 2, (heads[k + 1] ?? lines.length) + 1];
    const source = lines.slice(head + 1, to - 1).join('\n');
    const name = /export (?:const|function) (\w+)/.exec(source)?.[1];
    if (name === undefined) throw new Error(`${file}:${from}: no exported program under the sentence`);
    return { file, from, to, sentence: lines[head]!.slice(4), thunk: lines[head]![2] === '!' ? name : undefined };
  });
}

/** The sentence that a diagnostic quotes: the last type in it that is a string. */
function quoted(text: string): string {
  const last = [...text.matchAll(/type '["`]/g)].at(-1);
  return last === undefined ? text : text.slice(last.index + last[0].length).replace(/["`]'\.[\s\S]*$/, '');
}

const wrong = filesIn('wrong').flatMap(wrongPrograms);

test('there are at least 60 wrong programs, none twice', () => {
  expect(wrong.length).toBeGreaterThanOrEqual(60);
  expect(new Set(wrong.map((w) => `${w.file} ${w.thunk ?? w.from}`)).size).toBe(wrong.length);
});

describe.each(compilerNames)('%s', (compiler: Compiler) => {
  test('right programs have no errors', { timeout: 120_000 }, async () => {
    const { diagnostics } = await check(compiler, [...filesIn('right'), ...filesIn('models')]);
    expect(diagnostics).toEqual([]);
  });

  test('each wrong program has one error: its sentence', { timeout: 120_000 }, async () => {
    const { diagnostics } = await check(compiler, filesIn('wrong'));
    const said = wrong.map((w) => {
      const own = diagnostics.filter((d) => d.file === w.file && d.line >= w.from && d.line < w.to);
      return { program: `${w.file}:${w.from}`, said: own.map((d) => quoted(d.text)) };
    });
    expect(said).toEqual(wrong.map((w) => ({ program: `${w.file}:${w.from}`, said: [w.sentence] })));
    expect(diagnostics.length).toBe(wrong.length);
  });
});

describe('the run time says the same sentence', () => {
  test.each(wrong.filter((w) => w.thunk !== undefined))('$thunk: $sentence', async ({ file, thunk, sentence }) => {
    const programs: Record<string, () => unknown> = await import(/* @vite-ignore */ `../../${file}`);
    let error: unknown;
    try {
      programs[thunk!]!();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ShapeError);
    expect((error as ShapeError).sentence).toBe(sentence);
  });
});
