// Stages of a pipe that are none: not called yet, called too early, or named by a string.
import { ts } from 'ts-morph';
import { placeOf } from '../../frame.ts';
import { after } from '../fix.ts';
import { isLayer, isOwn, kindOf } from '../kinds.ts';
import { languageOf } from '../names.ts';
import { short } from '../operands.ts';
import { withMode } from './arguments.ts';
import { functionNamed } from './calls.ts';
import type { Diagnosis, Reading } from './diagnosis.ts';
import { ours } from './foreign.ts';

/** p.norm as a stage, where p.norm(mode) is one */
export function modeFirst({ call, checker }: Diagnosis): Reading | undefined {
  if (call === undefined || !['pipe', 'flow'].includes(call.expression.getText())) return undefined;
  for (const stage of call.arguments) {
    const type = checker.getTypeAtLocation(stage);
    const first = type.getCallSignatures()[0]?.parameters[0];
    if (first === undefined || !isLayer(type)) continue;
    if (checker.getTypeOfSymbolAtLocation(first, stage).symbol?.name !== 'Mode') continue;
    const { text } = kindOf(type, stage, checker);
    const fix = withMode(stage, (mode) => after(stage, `(${mode})`));
    return {
      sentence: `${text}: expected the mode, got a tensor; write ${short(stage)}(mode)`,
      place: placeOf(stage),
      proposals: fix,
    };
  }
  return undefined;
}

/** pipe(x, relu, maxPool): what makes a stage is no stage yet. */
export function uncalledStage({ node, call, checker }: Diagnosis): Reading | undefined {
  if (call === undefined || !['pipe', 'flow'].includes(call.expression.getText())) return undefined;
  if (!ts.isIdentifier(node) || !call.arguments.some((a) => a === node) || !isOwn(node, checker)) return undefined;
  const signature = checker.getTypeAtLocation(node).getCallSignatures()[0];
  if (signature === undefined || signature.getReturnType().getCallSignatures().length === 0) return undefined;
  const parameters = signature.parameters.map((p) => p.name);
  const sizes = /^(?:max|mean)Pool$/.test(node.text) ? ['2, { stride: 2 }', '2'] : [];
  const fixes = sizes.map((text, i) => ({ edits: [after(node, `(${text})`)], likelihood: 90 - i }));
  return {
    sentence: `${node.text} makes a stage when it is called; write ${node.text}(${parameters.join(', ')})`,
    proposals: parameters.includes('mode') ? withMode(node, (mode) => after(node, `(0.5, ${mode})`)) : fixes,
  };
}

/** pipe(x, p.hidden, 'sigmoid') */
export function namedStage({ message, node, call, checker }: Diagnosis): Reading | undefined {
  if (call === undefined || !['pipe', 'flow'].includes(call.expression.getText())) return undefined;
  if (!ts.isStringLiteral(node) || !/'F<any, any>'/.test(message)) return undefined;
  const f = ours(node.text, languageOf(node.getSourceFile(), checker));
  return {
    sentence: `${call.expression.getText()}: a stage is a string, expected a function${f === undefined ? '' : `; write ${f}`}`,
    proposals: functionNamed(node, checker),
  };
}
