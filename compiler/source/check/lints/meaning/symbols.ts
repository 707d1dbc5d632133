// Which names are the language's: by what they refer to, whatever they are called in a file.
import { ts } from 'ts-morph';

/** The name of the package that a folder belongs to, from the nearest package.json that has a name. */
const packages = new Map<string, { readonly name: string; readonly root: string } | undefined>();

function packageOf(folder: string): { readonly name: string; readonly root: string } | undefined {
  if (packages.has(folder)) return packages.get(folder);
  const name = nameIn(`${folder}/package.json`);
  const above = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  const found = name !== undefined ? { name, root: folder } : above === folder ? undefined : packageOf(above);
  packages.set(folder, found);
  return found;
}

function nameIn(file: string): string | undefined {
  const text = ts.sys.readFile(file);
  if (text === undefined) return undefined;
  const { config } = ts.parseConfigFileTextToJson(file, text) as { config?: { name?: unknown } };
  return typeof config?.name === 'string' ? config.name : undefined;
}

const own = new Map<string, boolean>();

/** Does a file belong to the language: to quern itself, and not to its examples or tests? */
export function isOwnFile(path: string): boolean {
  let found = own.get(path);
  if (found === undefined) {
    const at = packageOf(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    found =
      at?.name === 'quern' &&
      /^\/(?:dist\/)?(?:dsl|runtime|compiler|commonjs|quern\.)/.test(path.slice(at.root.length));
    own.set(path, found);
  }
  return found;
}

/** The symbol that a name stands for, through imports and re-exports. */
export function symbolAt(name: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  const symbol =
    name.parent !== undefined && ts.isShorthandPropertyAssignment(name.parent) && name.parent.name === name
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name);
  return symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Is it declared by the language? */
export const isOwnSymbol = (symbol: ts.Symbol): boolean => {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName;
  return file !== undefined && isOwnFile(file);
};
