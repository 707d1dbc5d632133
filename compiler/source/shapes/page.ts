// Shapes as a page: the source, and beside each line what its expressions are. One file, without scripts.
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
        `<span class="${kind}" title="${escapeText(text)}"><i>${escapeText(text)}</i> ${escapeText(is)}</span>`,
    );
    return `<tr><td class="n">${line + 1}</td><td><code>${escapeText(source)}</code></td><td>${notes.join('')}</td></tr>`;
  });
  const parts = sections.map(({ title, content }) => `<h2>${escapeText(title)}</h2>\n${content}`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Shapes of ${escapeText(name)}</title>
<style>${styles}</style>
<h1>Shapes of ${escapeText(name)}</h1>
<table class="source">
${rows.join('\n')}
</table>
${parts.join('\n')}
</html>
`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (c) => entities[c]!);
}

const styles = `
body { font: 14px system-ui, sans-serif; color: #1f2933; margin: 2rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; } td { vertical-align: top; padding: 1px 10px 1px 0; }
.source code { white-space: pre; font: 13px ui-monospace, monospace; }
.n { color: #9aa5b1; text-align: right; font: 13px ui-monospace, monospace; }
.source span { display: inline-block; margin: 0 6px 2px 0; padding: 0 6px; border-radius: 8px; font: 12px ui-monospace, monospace; }
.source i { font-style: normal; opacity: .6; }
.tensor { background: #eaf1ff; } .layer { background: #e9f7ec; } .model { background: #fff4ec; }
.weights td:nth-child(n+3) { text-align: right; font-variant-numeric: tabular-nums; }
.weights tr:last-child { font-weight: 600; border-top: 1px solid #cbd2d9; }
@media (prefers-color-scheme: dark) { body { background: #fff; } }
`;
