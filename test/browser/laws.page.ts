// In the page: the laws of the ops on the backends that a browser has.
import type { Backend } from '../../runtime/backends/backend.ts';
import { disagreement } from '../laws/agreement.ts';
import { cases, edges } from '../laws/cases/index.ts';
import { judge, signatures } from '../laws/points.ts';
import { scalarsInPage } from '../laws/targets.ts';

const named = <T extends { readonly name: string }>(list: readonly T[], name: string): T => {
  const found = list.find((x) => x.name === name);
  if (!found) throw new Error(`nothing is called ${name}`);
  return found;
};

const opened = new Map<string, Promise<Backend>>();
const open = (target: string): Promise<Backend> => {
  const backend = opened.get(target) ?? scalarsInPage[target]!();
  opened.set(target, backend);
  return backend;
};

const tests = {
  law: async (target: string, name: string) => disagreement(named([...cases, ...edges], name), await open(target)),
  points: async (target: string, name: string) => judge(named(signatures, name), await open(target)),
};

Object.assign(globalThis, { tests });
