// What the first lines of a built module tell its reader.
import { identifier, memberName } from '../../../compiler/escape.ts';
import type { Port, Program } from '../../../compiler/program/types.ts';
import type { Standalone } from '../../../compiler/source/build/index.ts';
import type { Graph } from '../../../dsl/graph.ts';
import type { BuildOptions } from './options.ts';
import { version } from './sources.ts';

/** Lines: where the module came from, what it computes, how it is used, what it needs. */
export function about(
  reference: string,
  options: BuildOptions,
  graph: Graph,
  { inputs, outputs }: Program,
  { runner, imports, given, needs }: Standalone,
  weights: number,
): readonly string[] {
  const symbols = Object.entries(options.symbols).map(([name, size]) => `${name}=${size}`);
  const trains = graph.states.some((s) => s.next !== s.leaf);
  const wait = runner.later ? 'await ' : '';
  return [
    `Written by quern ${version} from ${reference}${symbols.length > 0 ? `, ${symbols.join(', ')}` : ''}: build it again instead of editing it.`,
    '',
    ...imports.map((line) => `  ${line}`),
    `  const net = await load(${given});`,
    `  const { ${members(outputs)} } = ${wait}net.${trains ? 'step' : 'run'}({ ${members(inputs)} });`,
    '',
    ...inputs.map((port) => `  given ${described(port)}`),
    ...outputs.map((port) => `  gives ${described(port)}`),
    '',
    `${weights.toLocaleString('en')} numbers of weights ${origin(options)}.`,
    ...needs,
  ];
}

/** x, 'two words': two_words */
const members = (ports: readonly Port[]) =>
  ports.map(({ name }) => (identifier(name) === name ? name : `${memberName(name)}: ${identifier(name)}`)).join(', ');

const described = ({ name, dtype, shape }: Port) => `${name}: ${dtype} [${shape.join(', ')}]`;

const origin = ({ weights, seed }: BuildOptions) =>
  weights === undefined ? `drawn from seed ${seed}: nothing is trained` : `from ${weights}`;
