// The entry `quern/esbuild`: a plugin for esbuild that lifts functions when a page is bundled.
import { readFile } from 'node:fs/promises';
import { LiftError } from './error.ts';
import { onDisk } from './files.ts';
import { mayLift, transform } from './transform.ts';

type Loader = 'js' | 'jsx' | 'ts' | 'tsx';

interface Message {
  readonly text: string;
  readonly location: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly length: number;
    readonly lineText: string;
  };
  readonly notes: { readonly text: string }[];
}

/** What the plugin gives esbuild for a file; undefined: nothing to do with it. */
type Loaded = { contents: string; loader: Loader; watchFiles: string[] } | { errors: Message[] } | undefined;

interface Build {
  onLoad(options: { filter: RegExp }, callback: (args: { path: string }) => Promise<Loaded>): void;
}

interface EsbuildPlugin {
  readonly name: string;
  setup(build: Build): void;
}

/**
 * Replaces each `lift(f)` by the function that it gives, so that a minified bundle has it without a parser.
 *
 *   await build({ entryPoints: ['page.ts'], bundle: true, plugins: [quern()] });
 */
export function quern(): EsbuildPlugin {
  return {
    name: 'quern',
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) => load(path));
    },
  };
}

async function load(path: string): Promise<Loaded> {
  const code = await readFile(path, 'utf8');
  if (!mayLift(code)) return undefined;
  try {
    const made = transform(code, path, onDisk);
    if (made === null) return undefined;
    const map = Buffer.from(made.map).toString('base64');
    const contents = `${made.code}\n//# sourceMappingURL=data:application/json;base64,${map}`;
    return { contents, loader: loaderOf(path), watchFiles: [path, ...made.read] };
  } catch (error) {
    if (!(error instanceof LiftError)) throw error;
    return { errors: [messageOf(error)] };
  }
}

const loaderOf = (path: string): Loader => /\.[cm]?([jt]sx?)$/.exec(path)![1] as Loader;

function messageOf({ place, reason, rewrite }: LiftError): Message {
  const { file, start, end } = place;
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const lineText = file.text.split('\n')[line] ?? '';
  const location = { file: file.fileName, line: line + 1, column: character, length: end - start, lineText };
  return { text: `lift: ${reason}`, location, notes: [{ text: rewrite }] };
}
