// The corpus: its recipes still say programs, they change into others, and branches count themselves.
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { fold, keyOf, uniform } from '../../dsl/key.ts';
import { branchOf, type Reached } from '../corpus/counters.ts';
import { Corpus, minimised } from '../corpus/evolve.ts';
import { type Branch, instrumented, prelude } from '../corpus/instrument.ts';
import { corpus, keptAt } from '../testing/corpus/index.ts';
import { type Draw, drawnRecipe, mutated } from '../testing/corpus/mutate.ts';
import { type Recipe, recipeOf, replayed, textOf } from '../testing/corpus/recipe.ts';
import { recipes } from '../testing/corpus/recipes.ts';
import { printed } from '../testing/print/program.ts';

const drawing = (seed: number): Draw => {
  let drawn = 0;
  return (n) => Math.floor(uniform(fold(keyOf(seed), 'test'), drawn++) * n);
};

/** A program as text: equal ones are one. */
function program(recipe: Recipe): string {
  const { specimen } = replayed(recipe);
  return specimen.known?.kind === 'extent' ? specimen.known.text : printed(specimen).lines.join('\n');
}

describe('the corpus', () => {
  it('is written as it is read', () => {
    expect(recipes.map((text) => textOf(recipeOf(text)))).toEqual(recipes);
    expect(() => recipeOf('program x of nothing: 1')).toThrow("recipe: 'program x of nothing: 1' is none");
    expect(() => recipeOf('program 1 of input [2] odd: 1')).toThrow("recipe: 'input [2] odd' is no leaf");
  });

  it('still says programs, and different ones; where it does not, make it anew: npm run fuzz:corpus -- --write', () => {
    const programs = new Set(corpus.map(program));
    expect(programs.size).toBeGreaterThan(0.85 * recipes.length);
  });

  it('is small, so that every run of 400 programs has all of it', () => {
    expect(recipes.length).toBeGreaterThan(30);
    expect(recipes.length).toBeLessThanOrEqual(80);
    expect(recipes.join('\n').length).toBeLessThan(20_000);
  });

  it('is played in another order by each seed, and then changed', () => {
    const lap = (seed: number) => corpus.map((_, run) => printed(keptAt({ seed, run })!).outputs.length);
    expect(lap(1)).not.toEqual(lap(2));
    expect([...lap(1)].sort()).toEqual([...lap(2)].sort());
    const changed = [0, 1, 2, 3].map((i) => keptAt({ seed: 1, run: corpus.length + i })!);
    expect(changed.every((s) => s.outputs.length > 0 || s.known?.kind === 'extent')).toBe(true);
  });
});

describe('recipes', () => {
  it('change into recipes of programs, and are the same in the numbers that were chosen', () => {
    const draw = drawing(1);
    let recipe = drawnRecipe(draw);
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) {
      recipe = mutated(recipe, drawnRecipe(draw), draw);
      const plain = { ...recipe, choices: replayed(recipe).choices };
      expect(program(plain)).toBe(program(recipe));
      seen.add(textOf(plain));
    }
    expect(seen.size).toBeGreaterThan(20);
  });
});

describe('a corpus that grows', () => {
  /** reaches branch n where n is among its choices, modulo 40 */
  const measure = (recipe: Recipe): Reached => [...new Set(recipe.choices.map((c) => 4 * (c % 40)))];

  it('keeps what reaches a new place, and is cut down to what reaches all', () => {
    const grown = new Corpus(measure);
    const draw = drawing(2);
    for (let i = 0; i < 30; i++) grown.step(draw);
    const reached = new Set(grown.entries.flatMap((e) => e.reached.map(branchOf)));
    expect(reached.size).toBeGreaterThan(30);
    expect(grown.offer(grown.entries[0]!.recipe)).toBe(false);
    const few = minimised(
      grown.entries,
      () => true,
      measure,
      () => {},
    );
    expect(few.length).toBeLessThanOrEqual(grown.entries.length);
  });
});

describe('instrumented sources', () => {
  it('count each arm, and do what they did', () => {
    const source = `
      export const of = (x: number, y = 3) => {
        let s = x > 1 ? 10 : 20;
        if (x > 2) s += 1; else if (x > 5) { s += 2; }
        for (const i of [1, 2, 3].slice(0, x)) s += i;
        switch (x) { case 1: s += 100; break; default: s += 200; }
        const z = x > 0 && y; const w = z || 7; const v = (null as number | null) ?? w;
        if (x === 9) return -1;
        return s + v;
      };`;
    const branches: Branch[] = [];
    const js = (text: string) => transformSync(text, { loader: 'ts', format: 'cjs' }).code;
    const run = (code: string): ((x: number, y?: number) => number) => {
      const module = { exports: {} as { of: (x: number, y?: number) => number } };
      new Function('module', 'exports', code)(module, module.exports);
      return module.exports.of;
    };
    const counted = run(prelude + js(instrumented('a.ts', source, branches)));
    const plain = run(js(source));
    for (const x of [0, 1, 2, 3, 6, 9]) expect(counted(x)).toBe(plain(x));
    const hits = (globalThis as unknown as { __hits: Uint32Array }).__hits;
    hits.fill(0);
    counted(1);
    const reached = new Set(branches.filter((_, i) => hits[i]! > 0).map((b) => `${b.line} ${b.arm}`));
    expect(reached).toContain('3 else');
    expect(reached).not.toContain('3 then');
    for (const arm of ['2 function', '2 default', '4 else', '5 turn', '6 case', '7 right', '8 else'])
      expect(reached).toContain(arm);
    hits.fill(0);
    counted(0, 0);
    const none = new Set(branches.filter((_, i) => hits[i]! > 0).map((b) => `${b.line} ${b.arm}`));
    for (const arm of ['5 no turn', '7 short']) expect(none).toContain(arm);
    expect(none).not.toContain('5 turn');
  });
});
