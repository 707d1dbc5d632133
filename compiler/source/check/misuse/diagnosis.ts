// What is known of an error of TypeScript's, and what a reader makes of it.
import { ts } from 'ts-morph';
import type { Place } from '../../frame.ts';
import type { Proposal } from '../fix.ts';
import { isLayer, isOwn, kindOf } from '../kinds.ts';

/** What TypeScript said, and where. */
export interface Diagnosis {
  readonly code: number;
  readonly message: string;
  readonly node: ts.Node;
  readonly call: ts.CallExpression | undefined;
  readonly checker: ts.TypeChecker;
  /** numbers of TypeScript's remarks beside the error */
  readonly related?: readonly number[];
}

export interface Reading {
  readonly sentence: string;
  readonly place?: Place;
  /** what holds, whatever was meant */
  readonly suggestion?: string;
  /** what to try instead */
  readonly proposals?: readonly Proposal[];
}

/** The name of the language's function or layer that a call is to: 'affine' for p.out(x). */
export function calleeName(call: ts.CallExpression, checker: ts.TypeChecker): string | undefined {
  const { expression: f } = call;
  const type = checker.getTypeAtLocation(f);
  if (isLayer(type)) return kindOf(type, f, checker).layer;
  if (!isOwn(f, checker)) return undefined;
  return ts.isIdentifier(f) || ts.isPropertyAccessExpression(f) ? f.getText() : undefined;
}
