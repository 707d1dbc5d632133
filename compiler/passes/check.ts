// Checks the graph before anything relies on it: every leaf is declared once, names differ, new states have the types
// of the old, views keep their invariant.
import type { Expr, View } from '../../dsl/expr.ts';
import { operands, topological } from '../../dsl/expr.ts';
import { watch } from '../../dsl/intern.ts';
import { readsAlone } from '../../dsl/view.ts';
import type { Graph } from '../graph.ts';
import { rootsOf } from '../graph.ts';

export function check(graph: Graph): Graph {
  requireDistinct('input', graph.inputs);
  requireDistinct('state', graph.states);
  requireDistinct('output', graph.outputs);
  const leaves: Leaves = { model: graph.model, declared: new Set() };
  for (const { name, leaf } of [...graph.inputs, ...graph.states]) {
    if (leaves.declared.has(leaf)) throw new Error(`${name}: this tensor is already an input or a state of the graph`);
    leaves.declared.add(leaf);
  }
  for (const s of graph.states) requireSameType(`the new value of ${s.name}`, s.next, s.leaf);
  const { from } = watch;
  checkNodes(rootsOf(graph), leaves);
  watch.from = from;
  return graph;
}

/** The leaves that nodes may read, and whose they are. */
interface Leaves {
  readonly model: string | undefined;
  readonly declared: Set<Expr>;
}

function checkNodes(roots: readonly Expr[], leaves: Leaves): void {
  const nodes = topological(roots);
  for (const e of nodes) checkNode(e, leaves, nodes);
}

function checkNode(e: Expr, leaves: Leaves, nodes: readonly Expr[]): void {
  watch.from = e;
  if ((e.kind === 'input' || e.kind === 'parameter') && !leaves.declared.has(e)) {
    // where it is read is where the mistake is
    watch.from = nodes.find((n) => operands(n).includes(e)) ?? e;
    throw new Error(undeclared(e, leaves, nodes));
  }
  if (e.kind === 'view') checkView(e);
  if (e.kind === 'map') for (const a of e.args) requireSameShape(`${e.op.name}: an argument`, a, e);
  if (e.kind === 'scanOutput') checkScan(e);
}

/** What is wrong with a leaf that is used and not declared, and what to write. */
function undeclared(
  leaf: Expr & { kind: 'input' | 'parameter' },
  { model, declared }: Leaves,
  nodes: readonly Expr[],
): string {
  const shown = (e: { readonly name: string; readonly shape: readonly number[] }) =>
    `${e.name} [${e.shape.join(', ')}]`;
  if (/^(carry|slice|key)\d+$/.test(leaf.name)) {
    return (
      `${leaf.kind} ${shown(leaf)} is used but is no input or state of the graph; it is a value inside of the body of a ` +
      'scan, which outside has carries and outputs only: return it from the body'
    );
  }
  if (model === undefined) {
    return (
      `${leaf.kind} ${shown(leaf)} is used but is no input or state of the graph; ` +
      "pass it to the function that is compiled, or make it part of the model's parameters"
    );
  }
  if (leaf.kind === 'input') {
    return `input [${leaf.shape.join(', ')}] is used but is not among the inputs of ${model}; declare it there: model(layers, { x: input(...), ... }, ...)`;
  }
  const others = nodes.filter((e) => e.kind === 'parameter' && !declared.has(e));
  const names = others.flatMap((e) => (e.kind === 'parameter' ? [shown(e)] : [])).slice(0, 4);
  return (
    `a layer is used that is not among the layers of ${model}, which would neither keep nor train it: ` +
    `${names.length > 1 ? 'parameters' : 'parameter'} ${names.join(', ')}; ` +
    'add it, model({ ..., layer }, ...), and use it as p.layer'
  );
}

function checkView(v: View): void {
  if (v.axes.length !== v.source.shape.length) {
    throw new Error(`view: ${v.axes.length} index maps for a source of ${v.source.shape.length} axes`);
  }
  v.shape.forEach((_, j) => {
    const readers = v.axes.filter((a) => a.coefficients[j] !== 0);
    if (readers.length > 1 && !readers.some((a) => readsAlone(a, j))) {
      throw new Error(`view: output axis ${j} of [${v.shape.join(', ')}] moves several source axes, none alone`);
    }
  });
}

/** The body may use its own placeholders only. */
function checkScan(e: Expr & { kind: 'scanOutput' }): void {
  const { scan } = e;
  const leaves = {
    model: undefined,
    declared: new Set<Expr>([...scan.carryInputs, ...scan.sliceInputs, ...scan.constantInputs]),
  };
  scan.nextCarries.forEach((next, i) => {
    requireSameType(`scan: carry ${i} after a step`, next, scan.carryInputs[i]!);
  });
  checkNodes([...scan.nextCarries, ...scan.outputs], leaves);
}

function requireSameType(what: string, actual: Expr, expected: Expr): void {
  requireSameShape(what, actual, expected);
  if (actual.dtype !== expected.dtype) throw new Error(`${what} is ${actual.dtype}, not ${expected.dtype}`);
}

function requireSameShape(what: string, actual: Expr, expected: Expr): void {
  if (actual.shape.join() !== expected.shape.join()) {
    throw new Error(`${what} has shape [${actual.shape.join(', ')}], not [${expected.shape.join(', ')}]`);
  }
}

function requireDistinct(what: string, ports: readonly { readonly name: string }[]): void {
  const names = new Set<string>();
  for (const { name } of ports) {
    if (names.has(name)) throw new Error(`two ${what}s are named ${name}`);
    names.add(name);
  }
}
