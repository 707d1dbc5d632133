// What a definition computes as formulas, before and after it is made simpler, each with the lines it comes from.
import { relative } from 'node:path';
import { commentText } from '../../compiler/escape.ts';
import type { Graph } from '../../compiler/graph.ts';
import { simplify } from '../../compiler/passes/simplify.ts';
import type { Place, Places } from '../../compiler/places.ts';
import { type Formula, graphOf, resultsOf, type Written } from '../../compiler/written/formulas.ts';
import { inTex } from '../../compiler/written/tex.ts';
import { inTypeScript } from '../../compiler/written/typescript.ts';
import type { Style } from './style.ts';

export interface Formulas {
  readonly written: Notations;
  readonly simplified: Notations;
  readonly places: Places;
}

export interface Notations {
  readonly typescript: Written;
  readonly tex: Written;
}

/** The formulas of a graph that was traced while `places` were kept, and still are. */
export function formulasOf(graph: Graph, places: Places): Formulas {
  const results = resultsOf(graph, places.derivatives);
  const { outputs } = simplify(graphOf(graph, results));
  const simpler = results.map((r, i) => ({ ...r, value: outputs[i]!.value }));
  const notations = (of: typeof results): Notations => ({
    typescript: inTypeScript(graph, of, places),
    tex: inTex(graph, of, places),
  });
  return { written: notations(results), simplified: notations(simpler), places };
}

/** Both forms as text, in one notation. */
export function formulasText(formulas: Formulas, notation: keyof Notations, style: Style): string {
  const section = (title: string, { head, formulas: lines }: Written) =>
    [style.strong(title), '', ...head.map(style.dim), ...lines.map((f) => line(f, notation, style)), ''].join('\n');
  return [
    section('formulas, as they are written', formulas.written[notation]),
    section('formulas, simplified', formulas.simplified[notation]),
  ].join('\n');
}

function line({ text, places, what }: Formula, notation: keyof Notations, style: Style): string {
  const from = placesText(places);
  const [mark, end] = notation === 'tex' ? ['%', ' \\\\'] : ['//', ''];
  const note = [isPlain(what) ? '' : what, from].filter((part) => part !== '').join(', ');
  return `${text}${end}${note === '' ? '' : style.dim(` ${mark} ${commentText(note)}`)}`;
}

/** The name says it already. */
const isPlain = (what: string): boolean => /^v\d+$|^loop/.test(what);

/** 'model.ts:12, model.ts:14', from where one stands */
export function placesText(places: readonly Place[]): string {
  return places.map((p) => relative(process.cwd(), p)).join(', ');
}

/** For `--json`. */
export function formulasData({ written, simplified }: Formulas) {
  const data = ({ typescript, tex }: Notations) => ({ typescript: plain(typescript), tex: plain(tex) });
  const plain = ({ head, formulas }: Written) => ({
    head,
    formulas: formulas.map(({ what, text, places }) => ({ what, text, places })),
  });
  return { written: data(written), simplified: data(simplified) };
}
