// The picture of what an editor shows: the answers that editors get, drawn as they draw them.
import {
  actionsIn,
  completionsAt,
  Diagnostics,
  finished,
  hintsIn,
  hoverAt,
  messageOf,
  type View,
  Workspace,
} from '../../compiler/source/editor/index.ts';
import { element, picture, style, text } from '../../runtime/pictures/svg.ts';
import { root } from './markdown.ts';

/** What is drawn is what stands below this line. */
const header = `import { affine, crossCorrelate, flatten, input, maxPool, model, pipe, relu } from '../../runtime/index.ts';
`;
const lenet = `const net = model(
  { first: crossCorrelate(1, 6, 5), out: affine(864, 10) },
  input('batch', 1, 28, 28),
  (p, x) => {
    const h = pipe(x, p.first, relu, maxPool(2, { stride: 2 }));
    return p.out(flatten(h));
  },
);`;

const pitch = 7.8;
const row = 20;
const mono = { 'font-family': 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace', 'font-size': 13 };

/** Letters on a grid, in whatever font. */
const letters = (x: number, y: number, words: string, more: Record<string, string | number> = {}): string =>
  words.trim() === ''
    ? ''
    : text(x + (words.length - words.trimStart().length) * pitch, y, words.trim(), {
        ...{
          ...mono,
          textLength: words.trim().length * pitch,
          lengthAdjust: 'spacingAndGlyphs',
          'xml:space': 'preserve',
          ...more,
        },
      });

const box = (x: number, y: number, width: number, height: number, fill: string): string =>
  element('rect', { x, y, width, height, rx: 4, fill, stroke: style.grid });

/** Lines in a box, at a place of the code. */
const card = (x: number, y: number, lines: readonly string[]): string =>
  box(x, y, Math.max(...lines.map((l) => l.length)) * pitch + 20, lines.length * row + 10, '#f8fafc') +
  lines.map((line, i) => letters(x + 10, y + 20 + i * row, line)).join('');

const path = `${root}test/docs/picture.ts`.replace(/\\/g, '/');
let document = { version: 0, text: header };
const workspace = new Workspace({ get: (asked) => (asked === path ? document : undefined) });

/** The file with this code in it; one that was opened before is not looked at any more. */
function opened(code: string): View {
  document = { version: document.version + 1, text: header + code };
  return workspace.view(path)!;
}

/** The line and column of an offset, in what is drawn. */
function placeOf(view: View, offset: number): { readonly line: number; readonly column: number } {
  const { line, character } = view.file.getLineAndCharacterOfPosition(offset);
  return { line: line - header.split('\n').length + 1, column: character };
}

const code = (x: number, y: number, source: string): string =>
  source
    .split('\n')
    .map((line, i) => letters(x, y + i * row, line))
    .join('');

function hints(x: number, y: number): string {
  const view = opened(lenet);
  const found = hintsIn(view, header.length, view.file.getEnd()).map((h) => ({ ...h, ...placeOf(view, h.at) }));
  return lenet
    .split('\n')
    .map((line, i) => {
      let [at, drawn] = [0, ''];
      let [left, top] = [x, y + i * row];
      const own = found.filter((h) => h.line === i);
      for (const { column, text: shape, kind } of [...own, { column: line.length, text: '', kind: 'name' }]) {
        drawn += letters(left, top, line.slice(at, column));
        left += (column - at) * pitch;
        at = column;
        if (shape === '') continue;
        const said = `${kind === 'name' ? ': ' : ' '}${shape}`;
        drawn += letters(left, top, said, { fill: style.blue, 'font-size': 12 });
        left += said.length * pitch;
      }
      return drawn;
    })
    .join('');
}

function hover(x: number, y: number): string {
  const source = lenet.split('\n').slice(4, 5).join('').trim();
  const view = opened(lenet);
  const said = hoverAt(view, header.length + lenet.indexOf('p.first') + 3)!;
  return code(x, y, source) + card(x + source.indexOf('first') * pitch, y + 8, said.text.split('\n'));
}

function error(x: number, y: number): string {
  const wrong = lenet.replace('864', '1014');
  const view = opened(wrong);
  const search = new Diagnostics();
  const found = finished(search.advised(finished(search.errors(view))));
  const [fault] = found.faults;
  const { line, column } = placeOf(view, fault!.place.start);
  const width = (fault!.place.end - fault!.place.start) * pitch;
  const source = wrong.split('\n')[line]!;
  const under = element('path', {
    d: `M${x + column * pitch} ${y + 4} h${width}`,
    ...{ stroke: style.orange, 'stroke-width': 2, 'stroke-dasharray': '3 2' },
  });
  const titles = actionsIn(found, fault!.place.start, fault!.place.end).map((a) => `fix: ${a.title}`);
  const told = messageOf({ ...fault!, fixes: [] }, false).split('\n');
  return code(x, y, source) + under + card(x + 60, y + 12, [...told, ...titles]);
}

function completion(x: number, y: number): string {
  const begun = lenet.replace('p.out(flatten(h))', 'h.so');
  const view = opened(begun);
  const found = completionsAt(view, header.length + begun.indexOf('h.so') + 4)!;
  const shown = found.operations.filter((o) => /^s/.test(o.name)).slice(0, 6);
  const names = Math.max(...shown.map((o) => o.name.length));
  const lines = shown.map(
    (o) => `${o.name.padEnd(names + 3)}${o.before}${o.after}${o.gives === undefined ? '' : ` is ${o.gives}`}`,
  );
  return code(x, y, 'return h.s') + card(x + 9 * pitch, y + 8, lines);
}

/** What an editor shows: names, stages and calls; a layer; an error and its fix; a tensor and a dot. */
export function editorPicture(): string {
  const title = (y: number, words: string) => text(20, y, words, { 'font-weight': 600, 'font-size': 14 });
  return picture(
    ...([1180, 660, 'What an editor shows of a model, as the language server answers'] as const),
    title(28, 'Shapes behind names, stages and calls'),
    hints(20, 54),
    title(238, 'What a layer leads from and to'),
    hover(20, 264),
    title(352, 'An error is one sentence; a fix was tried'),
    error(20, 378),
    title(492, 'A tensor and a dot lead to the operations that take it'),
    completion(20, 516),
  );
}
