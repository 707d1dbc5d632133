// What the first lines of a built module tell its reader.
import { identifier, memberName } from '../../../compiler/escape.ts';
import type { Port } from '../../../compiler/program.ts';
import type { Graph } from '../../../dsl/graph.ts';
import type { BuildOptions } from './build.ts';
import { version } from './sources.ts';
import type { Emitted } from './target.ts';

/** Lines: where the module came from, what it computes, how it is used, what it needs. */
export function about(
  reference: string,
  options: BuildOptions,
  graph: Graph,
  emitted: Emitted,
  weights: number,
): readonly string[] {
  const { inputs, outputs } = emitted.program;
  const symbols = Object.entries(options.symbols).map(([name, size]) => `${name}=${size}`);
  const trains = graph.states.some((s) => s.next !== s.leaf);
  const given = emitted.kind === 'cpu' ? '' : '{ GPU }';
  const wait = emitted.kind === 'cpu' ? '' : 'await ';
  return [
    `Written by quern ${version} from ${reference}${symbols.length > 0 ? `, ${symbols.join(', ')}` : ''}: build it again instead of editing it.`,
    '',
    ...(emitted.kind === 'cpu' ? [] : ["  import { GPU } from 'gpu.js';"]),
    `  const net = await load(${given});`,
    `  const { ${members(outputs)} } = ${wait}net.${trains ? 'step' : 'run'}({ ${members(inputs)} });`,
    '',
    ...inputs.map((port) => `  given ${described(port)}`),
    ...outputs.map((port) => `  gives ${described(port)}`),
    '',
    `${weights.toLocaleString('en')} numbers of weights ${origin(options)}.`,
    ...needs(emitted),
  ];
}

/** x, 'two words': two_words */
const members = (ports: readonly Port[]) =>
  ports.map(({ name }) => (identifier(name) === name ? name : `${memberName(name)}: ${identifier(name)}`)).join(', ');

const described = ({ name, dtype, shape }: Port) => `${name}: ${dtype} [${shape.join(', ')}]`;

const origin = ({ weights, seed }: BuildOptions) =>
  weights === undefined ? `drawn from seed ${seed}: nothing is trained` : `from ${weights}`;

function needs(emitted: Emitted): string[] {
  if (emitted.kind === 'cpu') {
    const { kernels, layout } = emitted.module;
    return [
      `${kernels.length} kernels in WebAssembly with SIMD, in ${(layout.totalBytes / 2 ** 20).toFixed(1)} MiB of memory of its own. One thread, the same bits on every`,
      "engine. A content security policy has to allow 'wasm-unsafe-eval', and nothing else.",
    ];
  }
  const policy =
    emitted.mode === 'cpu' ? " Builds functions from text: a content security policy has to allow 'unsafe-eval'." : '';
  return [`${emitted.emitted.kernels} kernels for gpu.js 2.24.1 or later in its mode ${emitted.mode}.${policy}`];
}
