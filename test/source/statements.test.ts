// What is checked again after a key: no more than may have changed, and what is told is what a fresh look would tell.
import { describe, expect, it } from 'vitest';
import { Diagnostics, finished, messageOf, type View, Workspace } from '../../compiler/source/editor/index.ts';

const path = `${process.cwd()}/test/source/virtual.ts`;
const language = `import { affine, input, model, pipe, relu } from '../../runtime/index.ts';\n`;

/** An editor with one file open. */
class Editor {
  #version = 0;
  readonly #workspace = new Workspace({
    get: (asked) => (asked === path ? { version: this.#version, text: this.text } : undefined),
  });
  readonly #diagnostics = new Diagnostics();

  constructor(public text: string) {}

  /** Errors of the text, and how many statements were looked at. */
  look(): { readonly errors: readonly string[]; readonly checked: number } {
    const steps = this.#diagnostics.errors(this.#view());
    for (let checked = 0; ; checked++) {
      const { done, value } = steps.next();
      if (done) return { errors: value.faults.map((f) => `${f.place.start}: ${messageOf(f, true)}`), checked };
    }
  }

  type(before: string, now: string) {
    expect(this.text).toContain(before);
    this.text = this.text.replace(before, now);
    this.#version++;
    return this.look();
  }

  #view(): View {
    return this.#workspace.view(path)!;
  }
}

const net = (i: number, width: number | string) => `export const net${i} = model(
  { hidden: affine(784, ${width}), out: affine(${width}, 10) },
  input('batch', 784),
  (p, x) => pipe(x, p.hidden, relu, p.out),
);\n`;

describe('statements of an open file', { timeout: 120_000 }, () => {
  it('are checked once; then one is that changed, and those that are wrong', () => {
    const editor = new Editor(language + Array.from({ length: 30 }, (_, i) => net(i, i + 10)).join(''));
    expect(editor.look()).toEqual({ errors: [], checked: 31 });
    expect(editor.type('affine(25, 10)', 'affine(2500, 10)')).toMatchObject({
      checked: 1,
      errors: [expect.any(String)],
    });
    expect(editor.type('affine(784, 10)', 'affine(784, 1100)')).toMatchObject({ checked: 2, errors: [{}, {}] });
    expect(editor.type('affine(2500, 10)', 'affine(25, 10)')).toMatchObject({ checked: 2, errors: [{}] });
    expect(editor.type('affine(784, 1100)', 'affine(784, 10)').errors).toEqual([]);
    expect(editor.type('import {', '\n\nimport {').checked).toBe(0);
  });

  it('are checked when what they depend on changes, however far', () => {
    const helpers = `const width = 64;\nconst half = () => width;\nconst twice = { size: half() };\n`;
    const own = `export const other = model({ a: affine(4, 8) }, input('batch', 4), (p, x) => p.a(x));\n`;
    const uses = `export const used = model({ a: affine(4, 64) }, input('batch', 4), (p, x) => pipe(x, p.a, affine(twice.size, 2)));\n`;
    const editor = new Editor(language + helpers + own + uses);
    const first = editor.look();
    expect(first.checked).toBe(6);
    const texts: [string, string][] = [
      ['width = 64', 'width = 63'],
      ['() => width', '() => 63 as const'],
      ['size: half()', "size: 'batch'"],
      ['affine(4, 8)', 'affine(5, 8)'],
    ];
    for (const [before, now] of texts) {
      const found = editor.type(before, now);
      // as if the file were opened now
      expect(found.errors, now).toEqual(new Editor(editor.text).look().errors);
    }
    // the model that changed, and the one that is wrong
    const last = editor.type("input('batch', 4), (p, x) => p.a(x)", "input('batch', 5), (p, x) => p.a(x)");
    expect(last).toMatchObject({ checked: 2, errors: [{}] });
  });

  it('keep what lints said where it was, until they are asked again', () => {
    const text = `${language}${net(0, 8)}${net(1, 9).replace('relu, p.out', 'relu')}`;
    const version = { at: 0, text };
    const workspace = new Workspace({
      get: (asked) => (asked === path ? { version: version.at, text: version.text } : undefined),
    });
    const diagnostics = new Diagnostics();
    const errors = () => finished(diagnostics.errors(workspace.view(path)!));
    const shown = () => errors().warnings.map((f) => f.place.file.text.slice(f.place.start, f.place.end));
    expect(shown()).toEqual([]);
    finished(diagnostics.linted(errors()));
    const said = shown();
    expect(said).toHaveLength(1);
    version.text = version.text.replace('affine(784, 8)', 'affine(784, 1008)');
    version.at++;
    expect(shown()).toEqual(said);
    version.text = version.text.replace('out: affine(9, 10)', 'o: affine(9, 10)');
    version.at++;
    expect(shown()).toEqual([]);
  });
});
