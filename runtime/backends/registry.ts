// Every target. What chooses, explains, builds, fuzzes and tests takes its targets from this list, and names none itself:
// a new one is a folder in compiler/emit, a folder here, and a line.
import { family as cpu } from './cpu/family.ts';
import { family as gpujs } from './gpujs/family.ts';
import type { Registered } from './target.ts';

/** The preferred first; `auto` takes the first member of the first where there is no GPU. */
export const families = [cpu, gpujs] as const;

/** The name of an emitter, and of its folder. */
export type Emitter = (typeof families)[number]['emitter'];

/** The name of a target: 'cpu', 'gpujs:webgl2'. */
export type TargetName = (typeof families)[number]['members'][number]['name'];

export const registered: readonly Registered<TargetName>[] = families.flatMap(
  (f): readonly Registered<TargetName>[] => f.members,
);

export const targetNames: readonly TargetName[] = registered.map(({ name }) => name);

/** The target that is taken where nothing is said. */
export const [defaultTarget] = families[0].members;

/** What an example names beside it. */
export const anotherTarget: TargetName = families[families.length - 1]!.example;

/** The same where it has to run in Node. */
export const anotherInNode: TargetName = families[families.length - 1]!.tested.node.at(-1)!;

/** The names in short: 'cpu, or gpujs:MODE (webgpu, ...)'. */
export const targetsInShort: string = families.map(({ help }) => help).join(', or ');

/** The target of that name, if there is one. */
export const registeredAs = (name: string): Registered<TargetName> | undefined =>
  registered.find((r) => r.name === name);
