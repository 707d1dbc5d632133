// What an editor shows of tensors: short shapes where TypeScript writes Tensor<["batch", 10], "f32">, and the language's
// sentence where it writes a chain of types that do not fit.
import { ts } from 'ts-morph';
import { faultOf } from '../check/index.ts';
import { lint } from '../check/lints/index.ts';
import { placeText } from '../frame.ts';
import { ProjectError } from '../project.ts';
import { described, isModelType, tensorsIn, tensorType } from '../types/tensor.ts';

/** A type's text with each tensor by its shape: 'const y: [batch, 10]'. */
export function shortened(text: string): string {
  // a shape has no bracket inside; what TypeScript cut off ends in dots
  return text.replace(/Tensor<\[([^\][]*)\](?:, "?(f32|i32|bool)"?)?>/g, (_, shape: string, dtype = 'f32') => {
    const dimensions = shape.replaceAll('"', '');
    return `[${dimensions}]${dtype === 'f32' ? '' : ` ${dtype}`}`;
  });
}

/** A hover's text, or undefined where there is no tensor in it. */
export function hover(parts: readonly ts.SymbolDisplayPart[] | undefined): ts.SymbolDisplayPart[] | undefined {
  const text = ts.displayPartsToString(parts as ts.SymbolDisplayPart[]);
  const short = shortened(text);
  return short === text ? undefined : [{ text: short, kind: 'text' }];
}

/** Hints behind the names of `const` bindings and arguments that are tensors, layers or models. */
export function inlayHints(
  file: ts.SourceFile,
  { start, length }: ts.TextSpan,
  checker: ts.TypeChecker,
): ts.InlayHint[] {
  const hints: ts.InlayHint[] = [];
  const visit = (node: ts.Node): void => {
    if (node.getEnd() < start || node.getFullStart() > start + length) return;
    const named =
      (ts.isVariableDeclaration(node) || ts.isParameter(node)) && node.type === undefined ? node.name : undefined;
    const text =
      named !== undefined && ts.isIdentifier(named)
        ? hintText(checker.getTypeAtLocation(named), checker, named)
        : undefined;
    if (named !== undefined && text !== undefined)
      hints.push({ text: `: ${text}`, position: named.getEnd(), kind: ts.InlayHintKind.Type, whitespaceBefore: false });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return hints;
}

function hintText(type: ts.Type, checker: ts.TypeChecker, at: ts.Node): string | undefined {
  if (tensorType(type, checker) !== undefined) return described(type, checker);
  if (isModelType(type)) return undefined;
  const tensors = tensorsIn(type, checker, at, '', 2);
  if (tensors.length === 0 || tensors.length > 6 || tensors.some((t) => t.path === '')) return undefined;
  return `{ ${tensors.map(({ path, tensor }) => `${path}: [${tensor.shape.join(', ')}]`).join(', ')} }`;
}

/** The same diagnostic in the language's words, or as it is. */
export function translated<D extends ts.Diagnostic>(diagnostic: D, checker: ts.TypeChecker): D {
  const fault = faultOf(diagnostic, checker);
  if (fault === undefined) return diagnostic;
  const { sentence, operands, origins, suggestion, place } = fault;
  const lines = [
    sentence,
    ...operands.map((o) => `  ${o.text}`),
    ...origins.map((o) => `  ${o.text} (${placeText(o.place).replace(/^.*\//, '')})`),
    ...(suggestion === undefined ? [] : [`  try: ${suggestion}`]),
  ];
  return {
    ...diagnostic,
    messageText: lines.join('\n'),
    source: 'quern',
    start: place.start,
    length: place.end - place.start,
  };
}

/** What lints find in a file, as an editor shows warnings. */
export function lintDiagnostics(file: ts.SourceFile, checker: ts.TypeChecker): ts.Diagnostic[] {
  return lintsOf(file, checker).map(({ rule, severity, sentence, place, suggestion }) => ({
    ...{ file, start: place.start, length: place.end - place.start, source: 'quern', code: 0 },
    category: severity === 'error' ? ts.DiagnosticCategory.Error : ts.DiagnosticCategory.Warning,
    messageText: `${sentence} (${rule})${suggestion === undefined ? '' : `\n  try: ${suggestion}`}`,
  }));
}

/** Settings that cannot be read are for `quern check` to complain of: an editor shows the types' errors all the same. */
function lintsOf(file: ts.SourceFile, checker: ts.TypeChecker): ReturnType<typeof lint> {
  if (file.isDeclarationFile) return [];
  try {
    return lint(file, checker, []);
  } catch (error) {
    if (error instanceof ProjectError) return [];
    throw error;
  }
}
