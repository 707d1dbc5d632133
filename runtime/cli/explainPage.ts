// The report of `quern explain` as one page: source, expression, simplified expression, kernels with what is emitted.
// What is clicked is shown in all of them: everything carries the lines that it comes from.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { markupText } from '../../compiler/escape.ts';
import { explainSteps } from '../../compiler/explain.ts';
import { page } from '../../compiler/page.ts';
import type { Place } from '../../compiler/places.ts';
import { bytes, count } from '../../compiler/units.ts';
import type { Written } from '../../compiler/written/formulas.ts';
import { type Explained, onlyKernel } from './explain.ts';
import type { Formulas } from './formulas.ts';

export function explainPage(explained: Explained, formulas: Formulas): string {
  const { explanation } = explained;
  const lines = new Lines();
  const kernels = explanation.list.map(({ name }) =>
    kernelMarkup(explained, name, lines.of(formulas.places.ofKernel(name))),
  );
  const written = formulasMarkup(formulas.written.typescript, lines);
  const simplified = formulasMarkup(formulas.simplified.typescript, lines);
  const tex = formulasMarkup(formulas.simplified.tex, lines);
  const sizes = Object.entries(explanation.symbols).map(([symbol, size]) => `, ${symbol} = ${size}`);
  const columns = [
    ['Source', sourcesMarkup(lines)],
    ['Expression', written],
    ['Simplified', simplified],
    [`Kernels on ${explanation.backend}`, kernels.join('\n')],
  ].map(([title, content]) => `<section><h2>${markupText(title!)}</h2>\n${content}\n</section>`);
  const totals = `${explanation.kernels} kernels, ${count(explanation.operations)} operations, ${bytes(explanation.peakBytes)} at the peak`;
  return page({
    title: `${explanation.definition} on ${explanation.backend}${sizes.join('')}`,
    styles,
    body: `<p>${markupText(totals)}. Click a line, a formula or a kernel to see what belongs to it.</p>
<main>
${columns.join('\n')}
</main>
<h2>In TeX</h2>
<div class="tex">
${tex}
</div>`,
    script,
  });
}

/** Lines of files by short names that an attribute can hold: '0:12' is line 12 of the first file. */
class Lines {
  readonly files: string[] = [];

  of(places: readonly Place[]): string {
    return places
      .map((place) => {
        const at = place.lastIndexOf(':');
        const file = place.slice(0, at);
        if (!this.files.includes(file)) this.files.push(file);
        return `${this.files.indexOf(file)}:${place.slice(at + 1)}`;
      })
      .join(' ');
  }
}

const linked = (lines: string): string => (lines === '' ? '' : ` data-lines="${lines}"`);

function formulasMarkup({ head, formulas }: Written, lines: Lines): string {
  const given = head.map((line) => `<pre class="given">${markupText(line)}</pre>`);
  const all = formulas.map(
    ({ text, what, places }) => `<pre title="${markupText(what)}"${linked(lines.of(places))}>${markupText(text)}</pre>`,
  );
  return [...given, ...all].join('\n');
}

function kernelMarkup({ program, sourceOf }: Explained, name: string, lines: string): string {
  const about = explainSteps(program, onlyKernel(program, name).steps).join('\n');
  return `<div class="kernel"${linked(lines)}><pre>${markupText(about)}</pre>
<details><summary>generated code</summary><pre>${markupText(sourceOf(name))}</pre></details></div>`;
}

function sourcesMarkup({ files }: Lines): string {
  return files.map((file, i) => sourceMarkup(file, i)).join('\n');
}

function sourceMarkup(file: string, i: number): string {
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .map(
      (line, n) =>
        `<tr data-lines="${i}:${n + 1}"><td class="n">${n + 1}</td><td><code>${markupText(line)}</code></td></tr>`,
    );
  return `<h3>${markupText(relative(process.cwd(), file))}</h3>\n<table class="source">\n${rows.join('\n')}\n</table>`;
}

const styles = `
main { display: grid; grid-template-columns: repeat(4, minmax(18rem, 1fr)); gap: 1rem; }
section { height: 80vh; overflow: auto; border: 1px solid #cbd2d9; border-radius: 6px; padding: 0 .6rem; }
section h2 { position: sticky; top: 0; margin: 0 -.6rem; padding: .4rem .6rem; background: #f5f7fa; }
h3 { font-size: 13px; } pre { font: 13px ui-monospace, monospace; margin: 2px 0; padding: 1px 4px; white-space: pre-wrap; }
.given { color: #7b8794; } .kernel { border-top: 1px solid #e4e7eb; padding: 4px 0; }
[data-lines] { cursor: pointer; } [data-lines]:hover { background: #eaf1ff; }
.on, .on:hover { background: #fff3c4; }
`;

const script = `
const all = [...document.querySelectorAll('[data-lines]')];
document.addEventListener('click', (event) => {
  const clicked = event.target.closest('[data-lines]');
  if (clicked === null || event.target.closest('summary') !== null) return;
  const lines = new Set(clicked.dataset.lines.split(' '));
  const shown = new Set([clicked.closest('section')]);
  for (const element of all) {
    const on = element.dataset.lines.split(' ').some((line) => lines.has(line));
    element.classList.toggle('on', on);
    const section = element.closest('section');
    if (!on || section === null || shown.has(section)) continue;
    shown.add(section);
    section.scrollTop = element.offsetTop - section.offsetTop - 60;
  }
});
`;
