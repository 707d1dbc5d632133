// LINTS.md: a page for each lint, from what the lint says of itself.
import { lints } from '../../compiler/source/check/lints/index.ts';
import type { Lint } from '../../compiler/source/check/lints/lint.ts';

const head = `# Lints

What \`quern check\` warns of beside the errors of types: programs that type-check and are hardly ever meant. Each page has a
program that the lint speaks of and one that is right; the tests run both. \`npm run docs\` writes this file.

A lint follows what names refer to: \`import { model as net }\`, \`import * as q\`, layers and losses in constants, functions that are
declared elsewhere. Functions of your own that are called \`model\` or \`input\` are none of its business. Where it cannot follow, it is
silent.

## Switching one off

At a line, as in ESLint; the reason after \`--\` is for people. Without a name it is all lints.

\`\`\`text
// quern-disable-next-line unused-layer -- loaded from a checkpoint that has it
const net = model(layers, input('batch', 8), forward); // quern-disable-line unused-layer

/* quern-disable zero-rate, unused-layer */
...
/* quern-enable zero-rate */
\`\`\`

For a project, in the package.json above its files: \`off\`, \`warn\` or \`error\`, with which \`quern check\` ends with 1.

\`\`\`json
{ "quern": { "lints": { "unused-layer": "off", "zero-gradient": "error" } } }
\`\`\`

For one run: \`npx quern check --without unused-layer\`.

| lint | what it warns of |
| --- | --- |
`;

const code = (text: string): string => `\`\`\`ts\n${text}\n\`\`\``;

function page({ name, about, wrong, right }: Lint): string {
  const sentence = `${about[0]!.toUpperCase()}${about.slice(1)}.`;
  return [`## ${name}`, sentence, 'Wrong:', code(wrong), 'Right:', code(right)].join('\n\n');
}

export function lintsPage(): string {
  const table = lints.map(({ name, about }) => `| [${name}](#${name}) | ${about} |`).join('\n');
  return `${head}${table}\n\n${lints.map(page).join('\n\n')}\n`;
}
