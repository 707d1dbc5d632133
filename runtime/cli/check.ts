// quern check: opens the project, says what is wrong with it, and says it again when a file changes.
import { existsSync, type FSWatcher, watch as watchFolder } from 'node:fs';
import { dirname } from 'node:path';
import { checkAll, type Report } from '../../compiler/source/check/index.ts';
import { lints } from '../../compiler/source/check/lints/index.ts';
import { reportData, reportText, summaryText } from '../../compiler/source/check/text.ts';
import { openProjects, type Project, ProjectError } from '../../compiler/source/project.ts';
import { UsageError } from './load.ts';
import { complain, say, sayJson } from './output.ts';

export interface CheckRequest {
  readonly project?: string;
  readonly without: readonly string[];
  readonly watch?: boolean;
  readonly json?: boolean;
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
  const report = checkAll(projects, { without: request.without });
  print(report, folder, request.json === true);
  process.exitCode = report.others.length > 0 || report.faults.some((f) => f.severity === 'error') ? 1 : 0;
  return projects;
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

function print(report: Report, folder: string, json: boolean): void {
  if (json) {
    sayJson(reportData(report, folder));
    return;
  }
  const colour = process.stdout.isTTY === true && process.stdout.hasColors();
  const text = reportText(report, folder, colour);
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
