// The language-service plugin: { "compilerOptions": { "plugins": [{ "name": "quern" }] } }. A plugin is loaded as a CommonJS
// module by the package's name, and at once; what it does is loaded behind it and shown as soon as it is there.
import type ts = require('typescript');

type Decorate = typeof import('./tsserver.ts', { with: { 'resolution-mode': 'import' }}).decorate;

function init(): ts.server.PluginModule {
  return {
    create(info) {
      const { languageService: own, project } = info;
      let loaded: ts.LanguageService | undefined;
      const load = async () => {
        const { decorate }: { decorate: Decorate } = await import('./tsserver.ts');
        loaded = decorate(info);
        project.refreshDiagnostics();
      };
      load().catch((error: unknown) => project.projectService.logger.info(`quern: ${String(error)}`));
      return new Proxy(own, { get: (_, name: keyof ts.LanguageService) => (loaded ?? own)[name] });
    },
  };
}

export = init;
