// ARCHITECTURE.md describes the code as it is: its passes in their order, its kinds of nodes.
import { expect, it } from 'vitest';
import { read } from './markdown.ts';

const page = read('ARCHITECTURE.md');

it('the passes are those of the compiler, in order', () => {
  const described = [...page.matchAll(/^\d+\. \*\*([^*]+)\*\*/gm)].map((m) => m[1]);
  const listed = [...read('compiler/compilation.ts').matchAll(/\bname: '([^']+)',/g)].map((m) => m[1]);
  expect(listed.length).toBeGreaterThan(8);
  expect(described).toEqual(listed);
});

it('the kinds of nodes are those of the language', () => {
  const kinds = [...read('dsl/expr.ts').matchAll(/readonly kind: '(\w+)'/g)].map((m) => m[1]!);
  expect(kinds.length).toBe(12);
  expect(page).toContain('of twelve kinds');
  for (const kind of kinds) expect(page).toContain(`\`${kind}\``);
});
