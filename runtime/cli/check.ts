// quern check: opens the project, says what is wrong with it, and says it again when a file changes.
import { existsSync, type FSWatcher, readdirSync, watch as watchFolder } from 'node:fs';
import { dirname } from 'node:path';
import { eslintResults, githubText, sarifLog } from '../../compiler/source/check/formats.ts';
import { checkAll, type Report } from '../../compiler/source/check/index.ts';
import { lints } from '../../compiler/source/check/lints/index.ts';
import { reportData, reportText, summaryText } from '../../compiler/source/check/text.ts';
import { openProjects, type Project, ProjectError } from '../../compiler/source/project.ts';
import { UsageError } from './load.ts';
import { complain, say, sayJson } from './output.ts';

export type Format = 'text' | 'json' | 'eslint' | 'github' | 'sarif';

export interface CheckRequest {
  readonly project?: string;
  readonly without: readonly string[];
  readonly watch?: boolean;
  /** text if nothing is said */
  readonly format?: Format;
}

/** Checks and prints; sets the exit code to 1 where there are errors. Ends with the watching, if there is any. */
export async function runCheck(files: readonly string[], request: CheckRequest): Promise<void> {
  const unknown = request.without.find((name) => !lints.some((l) => l.name === name));
  if (unknown !== undefined)
    throw new UsageError(`check: there is no lint '${unknown}'; there are ${lints.map((l) => l.name).join(', ')}`);
  if (files.length > 0 && request.project !== undefined)
    throw new UsageError('check: give files or --project, not both');
  const first = once(files, request);
  if (request.watch) await watched(first, (earlier) => once(files, request, earlier));
}

function once(files: readonly string[], request: CheckRequest, earlier: readonly Project[] = []): Project[] {
  const folder = process.cwd().replace(/\\/g, '/');
  const projects = opened(files, request, folder, earlier);
  requireFiles(projects, folder, request);
  const report = checkAll(projects, { without: request.without });
  print(report, folder, request.format ?? 'text', projects);
  process.exitCode = report.others.length > 0 || report.faults.some((f) => f.severity === 'error') ? 1 : 0;
  return projects;
}

// TypeScript's codes: the list "files" is empty; "include" leads to no file
const [filesEmpty, noInputs] = [18002, 18003];
/** Nothing to look at is no success: what was checked says what was meant. */
function requireFiles(projects: readonly Project[], folder: string, { project = 'tsconfig.json' }: CheckRequest): void {
  const says = ({ files, configuration }: Project) =>
    files.length > 0 || configuration.some(({ code }) => code !== filesEmpty && code !== noInputs);
  if (projects.some(says)) return;
  throw new UsageError(
    `check: ${project} in ${folder} has no files: give it "include" or "references", or give files, quern check src/model.ts (.vue and .svelte files are not looked into: models go into .ts files)`,
  );
}

/** Components in the folders of what was checked: their scripts are not looked into, and success says nothing of them. */
function componentsBeside(projects: readonly Project[]): string | undefined {
  const folders = new Set(projects.flatMap((p) => p.files).map((file) => dirname(file.fileName)));
  const all = [...folders].flatMap((place) => (existsSync(place) ? readdirSync(place) : []));
  const [first, ...more] = all.filter((name) => /\.(?:vue|svelte)$/.test(name)).sort();
  if (first === undefined) return undefined;
  const which =
    more.length === 0
      ? `${first} was`
      : `${first} and ${more.length} more such ${more.length === 1 ? 'file' : 'files'} were`;
  return `${which} not looked into: keep models in .ts files, which components import.`;
}

function opened(
  files: readonly string[],
  { project }: CheckRequest,
  folder: string,
  earlier: readonly Project[],
): Project[] {
  try {
    return openProjects({ files, ...(project === undefined ? {} : { config: project }) }, folder, earlier);
  } catch (error) {
    if (error instanceof ProjectError) throw new UsageError(`check: ${error.message}`);
    throw error;
  }
}

function print(report: Report, folder: string, format: Format, projects: readonly Project[]): void {
  if (format === 'json') sayJson(reportData(report, folder));
  else if (format === 'eslint') sayJson(eslintResults(report, folder));
  else if (format === 'sarif') sayJson(sarifLog(report, folder));
  else {
    printText(report, folder, format);
    const beside = componentsBeside(projects);
    if (beside !== undefined) say(beside);
  }
}

function printText(report: Report, folder: string, format: 'text' | 'github'): void {
  const colour = process.stdout.isTTY === true && process.stdout.hasColors();
  const text = format === 'github' ? githubText(report, folder) : reportText(report, folder, colour);
  if (text !== '') say(text);
  say(summaryText(report));
}

/** Calls `again` when a source file of the program changes, until Ctrl-C. */
async function watched(
  first: readonly Project[],
  again: (earlier: readonly Project[]) => readonly Project[],
): Promise<void> {
  let projects = first;
  let timer: NodeJS.Timeout | undefined;
  const watchers = new Map<string, FSWatcher>();
  const follow = () => {
    for (const file of projects.flatMap((p) => p.program.getSourceFiles())) {
      const folder = dirname(file.fileName);
      if (folder.includes('node_modules') || !existsSync(folder) || watchers.has(folder)) continue;
      watchers.set(folder, watchFolder(folder, changed));
    }
  };
  const changed = (_: unknown, name: string | Buffer | null) => {
    if (name !== null && !/\.[cm]?[jt]sx?$|\.json$/.test(String(name))) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      console.log(`\n${new Date().toLocaleTimeString()}`);
      try {
        projects = again(projects);
      } catch (error) {
        // a file that is being written, or was moved: the next change is looked at again
        complain(error);
      }
      follow();
    }, 80);
  };
  follow();
  console.log('Watching; Ctrl-C ends it.');
  await new Promise<void>((resolve) => process.once('SIGINT', resolve));
  for (const watcher of watchers.values()) watcher.close();
}
