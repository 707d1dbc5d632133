// What gpu.js is given, as one text to read.
import type { Program } from '../../program/types.ts';
import { type EmitOptions, emitGpujs, type GpuStep } from './index.ts';

/** The source of every kernel in the order of execution; a loop's body is indented under the loop. */
export function listing(program: Program, options: EmitOptions = {}): string {
  return emitGpujs(program, options)
    .steps.flatMap((s) => lines(s, ''))
    .join('\n');
}

function lines(s: GpuStep, indent: string): string[] {
  if (s.kind === 'kernel') return [...s.source.split('\n').map((line) => indent + line), ''];
  const last = s.extent - 1;
  const range = s.reverse ? `${last} down to 0` : `0 to ${last}`;
  return [`${indent}${s.name}: t from ${range}`, ...s.body.flatMap((b) => lines(b, `${indent}  `))];
}
