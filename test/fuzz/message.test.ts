// What a user reads when a gradient is wrong: a few lines that name the operation and hold both numbers, with a program
// that fails for the same reason wherever it is pasted.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../docs/markdown.ts';
import { runFile } from '../docs/snippets.ts';
import { shown } from '../testing/failure.ts';
import { type Counterexample, FuzzError } from '../testing/index.ts';
import { check } from '../types/compilers.ts';
import { squareWith, subjects } from './faults.ts';

const folder = 'out/fuzz/message';
const names = Object.keys(subjects);
const fileOf = (name: string) => `${folder}/${name.replaceAll(/\W+/g, '-')}.ts`;

async function errorOf(name: string, factor = 1, tolerance = 1): Promise<FuzzError> {
  const error = await subjects[name]!(squareWith(factor), { tolerance }).catch((e: unknown) => e);
  if (!(error instanceof FuzzError)) throw new Error(`${name}: no fault was found: ${String(error)}`);
  return error;
}

const found = new Map<string, FuzzError>();
const caseOf = (name: string): Counterexample => found.get(name)!.report.counterexample!;

const saidOf = (name: string): string => `expected ${shown(caseOf(name).expected)}, got ${shown(caseOf(name).actual)}`;

beforeAll(async () => {
  rmSync(root + folder, { recursive: true, force: true });
  mkdirSync(root + folder, { recursive: true });
  for (const name of names) {
    found.set(name, await errorOf(name));
    writeFileSync(root + fileOf(name), `${caseOf(name).program}\n`);
  }
});

describe.each(names)('a wrong derivative in %s', (name) => {
  it('is said in at most 15 lines: the operation, both numbers, the whole program', () => {
    const { message } = found.get(name)!;
    const { program, expected, actual } = caseOf(name);
    expect(message.split('\n').length).toBeLessThanOrEqual(15);
    expect(message).toContain('customGradient is wrong');
    expect(message).toContain(`expected ${shown(expected)}, got ${shown(actual)}`);
    expect(message).toContain(program);
    expect(message).toMatch(
      /\nf\(x \+ h d\) for h from -0\.5 to 0\.5: [▁▂▃▄▅▆▇█]{17}, slope \S+, the gradient says \S+\n/,
    );
    const { measured, claimed } = caseOf(name).line!;
    expect(claimed).toBeCloseTo(measured / 2, 6);
    // half of what is right, as it was planted
    expect(actual).toBeCloseTo(expected / 2, 6);
  });

  it('shrinks to the operation itself, at one plain number', () => {
    const { program } = caseOf(name);
    expect(program.match(/e\.customGradient\(/g)).toHaveLength(1);
    expect(program).not.toContain('e.scan');
    expect(program.split('\n').length).toBeLessThanOrEqual(4);
    expect(program).toMatch(/\[\[x0, \[\d\]\]\]/);
  });

  it('is not found where the derivative is right', async () => {
    const report = await subjects[name]!(squareWith(2));
    expect(report.counterexample).toBeUndefined();
    expect(report.ops.customGradient!.worst).toBeLessThan(1e-8);
  });
});

describe('the printed programs', () => {
  it('fail where they are pasted, with the same two numbers, against the built package', async () => {
    const all = `${folder}/all.ts`;
    const tries = names.map((name) => `await import('./${name.replaceAll(/\W+/g, '-')}.ts').catch(said);`);
    writeFileSync(root + all, `const said = (e: Error) => console.log(e.message);\n${tries.join('\n')}\n`);
    const { code, stdout, stderr } = await runFile(all);
    expect(code, stderr).toBe(0);
    expect(stdout.trim().split('\n')).toEqual(names.map((name) => expect.stringContaining(saidOf(name))));
  });

  it('are TypeScript, under strict', async () => {
    expect((await check('TypeScript 7', names.map(fileOf))).diagnostics).toEqual([]);
  });
});

it('what is off by little beyond the tolerance does not fade while it shrinks', async () => {
  // 1e-7 of 2 x: thousands of times what differences are off by, and as clear when it is small
  const slight = (await errorOf('a layer of a model', 2 * (1 + 1e-7))).report.counterexample!;
  expect(Math.abs(slight.actual - slight.expected)).toBeGreaterThan(10 * slight.allowed);
  // with a tolerance of its own, that is the edge
  const tolerant = (await errorOf('a layer of a model', 2 * (1 + 1e-7), 100)).report.counterexample!;
  expect(Math.abs(tolerant.actual - tolerant.expected)).toBeGreaterThan(10 * tolerant.allowed);
});
