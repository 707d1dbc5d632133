// `x.` where x is a tensor leads to the operations that take it: `x.relu` becomes `relu(x)`. Which ones fit is asked of the
// compiler, in a copy of the file where all are called with x.
import { ts } from 'ts-morph';
import type { Edit } from '../check/fix.ts';
import { languageOf, Names } from '../check/names.ts';
import { sentenceOf } from '../check/sentence.ts';
import { compilerHost } from '../host.ts';
import { shapeText, tensorType } from '../types/tensor.ts';
import { through } from './flow.ts';
import type { View } from './workspace.ts';

export interface Operation {
  readonly name: string;
  /** 'matmul(x, ' and ')': what is still to be written comes between them */
  readonly before: string;
  readonly after: string;
  /** the shape that it gives; undefined where that depends on more */
  readonly gives: string | undefined;
  /** the import, where it is not there yet */
  readonly imports: readonly Edit[];
}

/** Operations in place of 'x.' and of what is written behind it. */
export interface Completions {
  /** where x begins, where the name behind its dot begins, and where that ends */
  readonly start: number;
  readonly name: number;
  readonly end: number;
  readonly operations: readonly Operation[];
}

/** The operations that fit what stands before the dot at an offset; undefined where that is no tensor. */
export function completionsAt({ file, checker, program }: View, offset: number): Completions | undefined {
  const access = accessAt(file, offset);
  if (access === undefined || tensorType(checker.getTypeAtLocation(access.expression), checker) === undefined)
    return undefined;
  const before = answered.get(access);
  if (before !== undefined) return before;
  const functions = [...languageOf(file, checker)].flatMap(([name, symbol]) => callable(name, symbol, access, checker));
  const whole = { start: access.getStart(), end: access.getEnd() };
  const place = { start: whole.start, name: access.name.getStart(), end: whole.end };
  const operations = fitting(file, program, access, functions).map((fit): Operation => {
    const written = new Names(file, checker);
    const before = `${written.use(fit.name)}(${access.expression.getText()}${fit.more ? ', ' : ''}`;
    return { name: fit.name, before, after: ')', gives: fit.gives, imports: written.imports() };
  });
  const found = { ...place, operations };
  answered.set(access, found);
  return found;
}

/** An editor asks again for what it shows of one of them. */
const answered = new WeakMap<ts.Node, Completions>();

/** 'x.' or 'x.re' around an offset in its name. */
function accessAt(file: ts.SourceFile, offset: number): ts.PropertyAccessExpression | undefined {
  let found: ts.PropertyAccessExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (node.getFullStart() > offset || node.getEnd() < offset) return;
    if (ts.isPropertyAccessExpression(node) && node.expression.getEnd() < offset) found = node;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** A function of the language, and how many arguments it needs. */
interface Callable {
  readonly name: string;
  readonly needs: number;
}

/** A function that may take a tensor first: not one of options, and not one of anything, but for pipe. */
function callable(name: string, symbol: ts.Symbol, at: ts.Node, checker: ts.TypeChecker): Callable[] {
  const signature = checker.getTypeOfSymbolAtLocation(aliased(symbol, checker), at).getCallSignatures()[0];
  const first = signature?.parameters[0];
  if (signature === undefined || first === undefined || !/^[a-z]/.test(name)) return [];
  const type = checker.getTypeOfSymbolAtLocation(first, at);
  const isOpen = (type.flags & ts.TypeFlags.TypeParameter) !== 0 && type.getConstraint() === undefined;
  const plain = ts.TypeFlags.Object | ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike | ts.TypeFlags.Undefined;
  const isOther = membersOf(type).every((t) => (t.flags & plain) !== 0 && tensorType(t, checker) === undefined);
  if (isOther || (isOpen && through.get(name) !== 1)) return [];
  return [{ name, needs: signature.parameters.filter((p) => !isOptional(p, checker)).length }];
}

const aliased = (symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

interface Fit {
  readonly name: string;
  /** it takes more than x */
  readonly more: boolean;
  readonly gives: string | undefined;
}

/** The functions whose first argument may be x. */
function fitting(
  file: ts.SourceFile,
  program: ts.Program,
  access: ts.PropertyAccessExpression,
  functions: readonly Callable[],
): Fit[] {
  const language = importedFrom(file, program.getTypeChecker());
  if (language === undefined) return [];
  const x = access.expression.getText();
  const space = '__language';
  // in a function that is not called, so that no type is asked of all of them; x at the end keeps that of the expression
  const calls = `(void (() => [${functions.map((f) => `${space}.${f.name}(${f.needs > 1 ? `${x}, ${x}` : x})`).join(', ')}]), ${x})`;
  const start = access.getStart();
  const text = `${file.text.slice(0, start)}${calls}${file.text.slice(access.getEnd())}\nimport * as ${space} from ${language};\n`;
  const copy = withText(file, text, program);
  const checker = copy.getTypeChecker();
  const fits: Fit[] = [];
  const visit = (node: ts.Node): void => {
    if (node.getEnd() < start || node.getStart() > start + calls.length) return;
    if (ts.isCallExpression(node) && node.getStart() > start) {
      const fit = fitOf(node, `${space}.`, checker);
      if (fit !== undefined) fits.push(fit);
    }
    ts.forEachChild(node, visit);
  };
  visit(copy.getSourceFile(file.fileName)!);
  return fits;
}

function fitOf(call: ts.CallExpression, space: string, checker: ts.TypeChecker): Fit | undefined {
  const called = call.expression.getText();
  const [argument, another] = call.arguments;
  // with candidates asked for, no error is written down
  const signature = called.startsWith(space) ? checker.getResolvedSignature(call, []) : undefined;
  const [first, second] = (signature?.parameters ?? []).map((p) => checker.getTypeOfSymbolAtLocation(p, call));
  if (signature === undefined || first === undefined || argument === undefined) return undefined;
  if (!checker.isTypeAssignableTo(checker.getTypeAtLocation(argument), first)) return undefined;
  // the second one says it where an element type does not suit both
  if (another !== undefined && second?.isStringLiteral() && sentenceOf(second.value)?.key === 'typeIs')
    return undefined;
  const gives = another === undefined ? tensorType(signature.getReturnType(), checker) : undefined;
  return { name: called.slice(space.length), more: another !== undefined, gives: gives && shapeText(gives) };
}

const membersOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

const isOptional = ({ valueDeclaration }: ts.Symbol, checker: ts.TypeChecker): boolean =>
  valueDeclaration !== undefined && ts.isParameter(valueDeclaration) && checker.isOptionalParameter(valueDeclaration);

/** The module, as text in quotes, that the file has the language from. */
function importedFrom(file: ts.SourceFile, checker: ts.TypeChecker): string | undefined {
  return file.statements
    .filter(ts.isImportDeclaration)
    .find((d) => {
      const module = checker.getSymbolAtLocation(d.moduleSpecifier);
      return module !== undefined && checker.getExportsOfModule(module).some((s) => s.name === 'matmul');
    })
    ?.moduleSpecifier.getText();
}

/** The program with another text of one file; all else is as it was. */
function withText(file: ts.SourceFile, text: string, program: ts.Program): ts.Program {
  const options = program.getCompilerOptions();
  const disk = compilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (name, o, ...rest) =>
      name === file.fileName
        ? ts.createSourceFile(name, text, o, true)
        : (program.getSourceFile(name) ?? disk.getSourceFile(name, o, ...rest)),
  };
  return ts.createProgram({ rootNames: [...program.getRootFileNames()], options, host, oldProgram: program });
}
