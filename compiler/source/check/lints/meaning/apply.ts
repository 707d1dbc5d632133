// What a call gives: compositions are taken apart, functions of the user's are followed.
import { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { choice, unknown, type Value } from './value.ts';

export function applied(on: Evaluator, callee: Value, args: readonly Value[], node: ts.Node): Value {
  switch (callee.is) {
    case 'language':
      if (callee.name === 'pipe' && args.length > 0) return through(on, args[0]!, args.slice(1), node, 1);
      return { is: 'call', name: callee.name, args, node, era: on.era };
    case 'closure':
      return on.invoke(callee, args, node);
    case 'choice':
      return choice(
        node,
        callee.of.map((f) => on.apply(f, args, node)),
        callee.turns,
      );
    case 'call': {
      const [x] = args;
      if (callee.name === 'flow' && x !== undefined) return through(on, x, callee.args, callee.node, 0);
      if (callee.name === 'repeated' && x !== undefined && callee.args[1] !== undefined)
        return on.apply(on.apply(callee.args[1], [unknown(node)], node), [x], node);
      return { is: 'applied', callee, args, node };
    }
    case 'member':
    case 'applied':
      return { is: 'applied', callee, args, node };
    default:
      return unknown(node, [callee, ...args]);
  }
}

/** x through stages, each at its own place in the call. */
function through(on: Evaluator, x: Value, stages: readonly Value[], node: ts.Node, offset: number): Value {
  const written = ts.isCallExpression(node) && !node.arguments.some(ts.isSpreadElement) ? node.arguments : [];
  return stages.reduce((value, stage, i) => on.apply(stage, [value], written[i + offset] ?? node), x);
}
