// Reports as pages: one file each, which loads nothing from elsewhere.
import { markupText } from './escape.ts';

export interface Page {
  readonly title: string;
  /** beyond those of every page */
  readonly styles: string;
  /** markup below the title */
  readonly body: string;
  /** what the page does when it is clicked, if anything */
  readonly script?: string;
}

export function page({ title, styles, body, script }: Page): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${markupText(title)}</title>
<style>${common}${styles}</style>
<h1>${markupText(title)}</h1>
${body}
${script === undefined ? '' : `<script>${script}</script>\n`}</html>
`;
}

const common = `
body { font: 14px system-ui, sans-serif; color: #1f2933; margin: 2rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; } td { vertical-align: top; padding: 1px 10px 1px 0; }
.source code { white-space: pre; font: 13px ui-monospace, monospace; }
.n { color: #9aa5b1; text-align: right; font: 13px ui-monospace, monospace; }
@media (prefers-color-scheme: dark) { body { background: #fff; } }
`;
