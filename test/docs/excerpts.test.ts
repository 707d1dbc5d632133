// What the documents quote from files is what stands there: a text block that begins with '// PATH' is the beginning of
// that file.
import { expect, it } from 'vitest';
import { blocksOf, read } from './markdown.ts';

const excerpts = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'].flatMap((document) =>
  blocksOf(document).flatMap(({ language, code, line }) => {
    const [first, ...rest] = code.split('\n');
    const path = /^\/\/ (\S+)$/.exec(first!)?.[1];
    return language === 'text' && path !== undefined ? [{ document, line, path, quoted: rest.join('\n') }] : [];
  }),
);

it('there are excerpts', () => expect(excerpts.length).toBeGreaterThan(0));

it.each(excerpts)('$document:$line quotes $path', ({ path, quoted }) => {
  expect(read(path).startsWith(quoted), read(path)).toBe(true);
});
