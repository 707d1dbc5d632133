// The report of `quern explain` as text: totals, memory, the kernels by their share of the operations, then each kernel
// with its loops and formulas, then what was emitted.
import { oneLine } from '../../compiler/escape.ts';
import { explainSteps, fusedText, type KernelReport } from '../../compiler/explain.ts';
import { bytes, count } from '../../compiler/units.ts';
import type { Explained, Explanation } from './explain.ts';
import type { Style } from './style.ts';

export interface TextOptions {
  /** only totals, memory and the table */
  readonly summary?: boolean | undefined;
  /** only kernels and source */
  readonly kernelsOnly?: boolean | undefined;
}

export function explainText(explained: Explained, style: Style, options: TextOptions = {}): string {
  const { explanation, program, source } = explained;
  const overview = [...heading(explanation, style), '', ...table(explanation, style)];
  const kernels = [
    style.strong('kernels, in the order in which they run'),
    '',
    ...explainSteps(program, program.steps).map((line) => (line.startsWith(' ') ? line : style.name(line))),
    '',
    style.strong(`source: what ${explanation.backend} is given to run`),
    '',
    source,
  ];
  if (options.summary) return overview.join('\n');
  return (options.kernelsOnly ? kernels : [...overview, '', ...kernels]).join('\n');
}

function heading(e: Explanation, style: Style): string[] {
  const sizes = Object.entries(e.symbols).map(([symbol, size]) =>
    e.assumed.includes(symbol)
      ? `${symbol} = ${size} (assumed; set it with --symbols ${symbol}=N)`
      : `${symbol} = ${size}`,
  );
  const { temporaries, unshared, workspace, ...kept } = e.memory;
  const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(0)} %`;
  const named = Object.entries(kept).flatMap(([what, size]) => (size > 0 ? [`${what} ${bytes(size)}`] : []));
  if (workspace > 0) named.push(`workspace ${bytes(workspace)}`);
  return [
    style.strong(oneLine([`${e.definition} on ${e.backend}`, ...sizes].join(', '))),
    '',
    `kernels        ${e.kernels}`,
    `operations     ${count(e.operations)}`,
    `bytes moved    ${bytes(e.bytesMoved)}`,
    `peak memory    ${bytes(e.peakBytes)}: temporaries ${bytes(temporaries)}, ${named.join(', ')}`,
    `intermediates  ${bytes(e.intermediateBytes)} if nothing was fused (${bytes(e.nodeBytes)} with the products of ` +
      `contractions), ${bytes(unshared)} as fused`,
    `               the peak is ${percent(e.peakBytes, e.intermediateBytes)} of the intermediates`,
  ];
}

const longestTable = 20;

/** Kernels by operations, the most first. */
function table({ list, operations }: Explanation, style: Style): string[] {
  const sorted = [...list].sort((a, b) => b.operations - a.operations || b.bytesMoved - a.bytesMoved);
  const rows = sorted.slice(0, longestTable).map((k) => row(k, operations));
  const head = ['operations', 'share', 'bytes moved', 'kernel', 'fuses'];
  const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => r[i]!.length)));
  const line = (cells: readonly string[]) =>
    cells.map((c, i) => (i < 3 ? c.padStart(widths[i]!) : i === 3 ? c.padEnd(widths[i]!) : c)).join('  ');
  const more = sorted.length - rows.length;
  const left = sorted.slice(longestTable).reduce((n, k) => n + k.operations, 0);
  return [
    style.strong('kernels by operations'),
    '',
    style.dim(line(head)),
    ...rows.map(line),
    ...(more > 0 ? [style.dim(`and ${more} more: ${share(left, operations)} of the operations`)] : []),
  ];
}

function row(k: KernelReport, operations: number): string[] {
  const name = k.runs === 1 ? k.name : `${k.name} (${k.runs} times)`;
  return [
    count(k.operations),
    share(k.operations, operations),
    bytes(k.bytesMoved),
    name,
    shortened(fusedText(k.fuses)),
  ];
}

const share = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

const longestCell = 70;

const shortened = (text: string) => (text.length <= longestCell ? text : `${text.slice(0, longestCell - 3)}...`);
