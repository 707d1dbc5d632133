// Shapes as a page: the source, and beside each line what its expressions are. One file, without scripts.
import { markupText } from '../../escape.ts';
import { page } from '../../page.ts';
import type { Shapes } from './collect.ts';

export interface Section {
  readonly title: string;
  /** markup: a table, a picture */
  readonly content: string;
}

/** `sections` stand below the source: tables of weights, pictures. */
export function shapesPage({ file, lines }: Shapes, name: string, sections: readonly Section[]): string {
  const rows = file.text.split('\n').map((source, line) => {
    const shown = lines.get(line) ?? [];
    const notes = shown.map(
      ({ text, is, kind }) =>
        `<span class="${kind}" title="${markupText(text)}"><i>${markupText(text)}</i> ${markupText(is)}</span>`,
    );
    return `<tr><td class="n">${line + 1}</td><td><code>${markupText(source)}</code></td><td>${notes.join('')}</td></tr>`;
  });
  const parts = sections.map(({ title, content }) => `<h2>${markupText(title)}</h2>\n${content}`);
  const body = `<table class="source">\n${rows.join('\n')}\n</table>\n${parts.join('\n')}`;
  return page({ title: `Shapes of ${name}`, styles, body });
}

const styles = `
.source span { display: inline-block; margin: 0 6px 2px 0; padding: 0 6px; border-radius: 8px; font: 12px ui-monospace, monospace; }
.source i { font-style: normal; opacity: .6; }
.tensor { background: #eaf1ff; } .layer { background: #e9f7ec; } .model { background: #fff4ec; }
.weights td:nth-child(n+3) { text-align: right; font-variant-numeric: tabular-nums; }
.weights tr:last-child { font-weight: 600; border-top: 1px solid #cbd2d9; }
`;
