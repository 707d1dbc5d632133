// The TypeScript language-service plugin: { "compilerOptions": { "plugins": [{ "name": "quern" }] } }. A plugin is loaded
// as a CommonJS module by the package's name, and at once; what it does is loaded behind it and shown as soon as it is there.
import type ts = require('typescript');

type Service = typeof import('../../compiler/source/editor/service.ts', { with: { 'resolution-mode': 'import' }});

/** The release whose nodes and types the compiler over source reads. */
const supported = '6.0';

function init({ typescript }: { readonly typescript: typeof ts }): ts.server.PluginModule {
  return {
    create(info) {
      const { languageService: own, project } = info;
      if (typescript.versionMajorMinor !== supported) {
        project.projectService.logger.info(
          `quern: shapes are shown by TypeScript ${supported}, this is ${typescript.version}`,
        );
        return own;
      }
      let service: Service | undefined;
      import('../../compiler/source/editor/service.ts').then(
        (loaded) => {
          service = loaded;
          project.refreshDiagnostics();
        },
        (error: unknown) => project.projectService.logger.info(`quern: ${String(error)}`),
      );
      return decorated(own, () => service);
    },
  };
}

/**
 * Boundary: the checker is the editor's, and what reads it was typed by ts-morph's copy of the same release: `supported` says
 * which.
 */
const known = (checker: ts.TypeChecker) => checker as unknown as Parameters<Service['translated']>[1];

/** The language service with hovers, hints and errors in the language's words, once `loaded` gives what writes them. */
function decorated(own: ts.LanguageService, loaded: () => Service | undefined): ts.LanguageService {
  return {
    ...own,
    getQuickInfoAtPosition(...at) {
      const info = own.getQuickInfoAtPosition(...at);
      const displayParts = info && loaded()?.hover(info.displayParts);
      return info === undefined || displayParts === undefined ? info : { ...info, displayParts };
    },
    provideInlayHints(name, span, preferences) {
      const hints = own.provideInlayHints(name, span, preferences);
      const program = own.getProgram();
      const file = program?.getSourceFile(name);
      const service = loaded();
      if (program === undefined || file === undefined || service === undefined) return hints;
      const shapes = service.inlayHints(file, span, known(program.getTypeChecker()));
      // where both have something to say of a name, the shape is shorter
      return [...shapes, ...hints.filter((h) => !shapes.some((s) => s.position === h.position))];
    },
    getSemanticDiagnostics(name) {
      const found = own.getSemanticDiagnostics(name);
      const program = own.getProgram();
      const file = program?.getSourceFile(name);
      const service = loaded();
      if (program === undefined || file === undefined || service === undefined) return found;
      const checker = known(program.getTypeChecker());
      return [...found.map((d) => service.translated(d, checker)), ...service.lintDiagnostics(file, checker)];
    },
  };
}

export = init;
