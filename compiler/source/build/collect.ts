// Library code for a module that imports nothing: the declarations that it needs, out of whatever files they are in, as
// they are written there.
import { Node, type Project, type SourceFile, type Statement, SyntaxKind } from 'ts-morph';

/** A declaration and what is written above it. */
export interface Taken {
  /** from the top of the library, e.g. 'runtime/safetensors.ts' */
  readonly file: string;
  readonly text: string;
}

/** What is asked for: names that a file declares or passes on. */
export interface Wanted {
  readonly file: string;
  readonly names: readonly string[];
}

/** One file of the library and the names at its top. */
interface Room {
  readonly path: string;
  readonly source: SourceFile;
  readonly declared: ReadonlyMap<string, Statement>;
  readonly imported: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
}

/**
 * The declarations behind the wanted names and all that they use, in an order in which they can be evaluated; `read`
 * gives the text of a file. Only the names in `exported` are exported. Errors: a name that is not there, one that two
 * files declare, an import of a package.
 */
export function collect(
  project: Project,
  read: (path: string) => string,
  wanted: readonly Wanted[],
  exported: ReadonlySet<string>,
): Taken[] {
  const collector = new Collector(project, read);
  for (const { file, names } of wanted) for (const name of names) collector.take(file, name);
  return collector.taken(exported);
}

class Collector {
  private readonly rooms = new Map<string, Room>();
  /** the files whose declarations those of a file use */
  private readonly uses = new Map<string, Set<string>>();
  private readonly owners = new Map<string, string>();
  private readonly statements = new Map<string, Set<Statement>>();
  private readonly project: Project;
  private readonly read: (path: string) => string;

  constructor(project: Project, read: (path: string) => string) {
    this.project = project;
    this.read = read;
  }

  take(path: string, name: string): void {
    const room = this.room(path);
    const elsewhere = room.imported.get(name);
    if (elsewhere !== undefined) {
      this.uses.set(path, (this.uses.get(path) ?? new Set()).add(elsewhere.from));
      this.take(elsewhere.from, elsewhere.name);
      return;
    }
    const statement = room.declared.get(name);
    if (statement === undefined) throw new Error(`build: ${path} has no '${name}'`);
    const known = this.statements.get(path) ?? new Set();
    this.statements.set(path, known);
    if (known.has(statement)) return;
    known.add(statement);
    for (const own of namesOf(statement)) this.own(own, path);
    for (const used of identifiersIn(statement)) {
      const from = room.imported.get(used);
      if (from !== undefined && from.name !== used)
        throw new Error(`build: ${path} imports '${from.name}' as '${used}'`);
      if (from !== undefined || room.declared.has(used)) this.take(path, used);
    }
  }

  taken(exported: ReadonlySet<string>): Taken[] {
    return this.ordered().flatMap(({ path, source }) => {
      const wanted = this.statements.get(path) ?? new Set();
      const statements = source.getStatements().filter((s) => wanted.has(s));
      return statements.map((s) => ({
        file: path,
        text: textOf(
          s,
          namesOf(s).some((name) => exported.has(name)),
        ),
      }));
    });
  }

  /** What a file uses stands before it. (Circles are of types alone.) */
  private ordered(): Room[] {
    const ordered = new Set<Room>();
    const entered = new Set<string>();
    const enter = (path: string): void => {
      if (entered.has(path)) return;
      entered.add(path);
      for (const used of this.uses.get(path) ?? []) enter(used);
      ordered.add(this.rooms.get(path)!);
    };
    for (const path of this.rooms.keys()) enter(path);
    return [...ordered];
  }

  private own(name: string, path: string): void {
    const owner = this.owners.get(name) ?? path;
    if (owner !== path) throw new Error(`build: both ${owner} and ${path} declare '${name}'`);
    this.owners.set(name, path);
  }

  private room(path: string): Room {
    const known = this.rooms.get(path);
    if (known !== undefined) return known;
    const source = this.project.createSourceFile(`/${path}`, this.read(path));
    const room = { path, source, declared: declaredIn(source), imported: importedIn(source, path) };
    this.rooms.set(path, room);
    return room;
  }
}

function declaredIn(source: SourceFile): Map<string, Statement> {
  return new Map(source.getStatements().flatMap((s) => namesOf(s).map((name) => [name, s] as const)));
}

function namesOf(statement: Statement): string[] {
  if (Node.isVariableStatement(statement)) return statement.getDeclarations().map((d) => d.getName());
  return Node.hasName(statement) && typeof statement.getName() === 'string' ? [statement.getName()!] : [];
}

/** What a file imports from others of the library, and passes on. */
function importedIn(source: SourceFile, path: string): Room['imported'] {
  const found = new Map<string, { from: string; name: string }>();
  const at = (specifier: string) => new URL(specifier, `file:///${path}`).pathname.slice(1);
  for (const declaration of [...source.getImportDeclarations(), ...source.getExportDeclarations()]) {
    const specifier = declaration.getModuleSpecifierValue();
    if (specifier === undefined || !specifier.startsWith('.')) continue;
    const names = Node.isImportDeclaration(declaration) ? declaration.getNamedImports() : declaration.getNamedExports();
    for (const name of names) {
      found.set(name.getAliasNode()?.getText() ?? name.getName(), { from: at(specifier), name: name.getName() });
    }
  }
  return found;
}

/** The names that a statement may mean something by; those of members of objects are not among them. */
function identifiersIn(statement: Statement): Set<string> {
  const found = new Set<string>();
  for (const identifier of statement.getDescendantsOfKind(SyntaxKind.Identifier)) {
    const parent = identifier.getParent();
    const isMember =
      (Node.isPropertyAccessExpression(parent) && parent.getNameNode() === identifier) ||
      (Node.isQualifiedName(parent) && parent.getRight() === identifier) ||
      ((Node.isPropertyAssignment(parent) ||
        Node.isPropertySignature(parent) ||
        Node.isPropertyDeclaration(parent) ||
        Node.isMethodSignature(parent) ||
        Node.isMethodDeclaration(parent) ||
        Node.isGetAccessorDeclaration(parent)) &&
        parent.getNameNode() === identifier);
    if (!isMember) found.add(identifier.getText());
  }
  return found;
}

function textOf(statement: Statement, exported: boolean): string {
  const code = statement.getText().replace(/^export /, '');
  return [...commentsOf(statement), exported ? `export ${code}` : code].join('\n');
}

/** The comments right above: what an empty line parts from a statement is about the file. */
function commentsOf(statement: Statement): string[] {
  const text = statement.getSourceFile().getFullText();
  let next = statement.getStart();
  const comments: string[] = [];
  for (const range of statement.getLeadingCommentRanges().reverse()) {
    if (/\n\s*\n/.test(text.slice(range.getEnd(), next))) break;
    comments.unshift(range.getText());
    next = range.getPos();
  }
  return comments;
}
