// A property of a value.
import type { ts } from 'ts-morph';
import { choice, literal, unknown, type Value } from './value.ts';

const ofModel: Readonly<Record<string, number>> = { layers: 0, inputs: 1, forward: 2 };

/** value[name]; any of them where the name is not known. */
export function propertyOf(value: Value, name: string | undefined, node: ts.Node): Value {
  switch (value.is) {
    case 'fields':
      if (name === undefined) return choiceOr(node, [...value.fields.values()], value);
      return value.fields.get(name) ?? (value.rest.length > 0 ? unknown(node, value.rest) : literal(node, undefined));
    case 'list': {
      if (name === undefined || (value.many && /^\d+$/.test(name))) return choiceOr(node, value.items, value);
      if (!/^\d+$/.test(name)) return unknown(node, name === 'length' ? [] : [value]);
      return value.items[Number(name)] ?? unknown(node);
    }
    case 'choice':
      return choice(
        node,
        value.of.map((v) => propertyOf(v, name, node)),
        value.turns,
      );
    case 'call':
      if (value.name === 'model' && name !== undefined && name in ofModel)
        return value.args[ofModel[name]!] ?? unknown(node, [value]);
      return { is: 'member', of: value, name: name ?? '', node };
    case 'mode':
      return name === 'training' ? literal(node, value.training) : unknown(node, [value]);
    case 'language':
      if (value.name === 'evaluating' && name === 'training') return literal(node, false);
      return { is: 'language', name: value.name === '' ? (name ?? '') : `${value.name}.${name ?? ''}`, node };
    case 'literal':
      return unknown(node);
    case 'unknown':
      return value.parts.length === 0 ? unknown(node) : { is: 'member', of: value, name: name ?? '', node };
    default:
      return { is: 'member', of: value, name: name ?? '', node };
  }
}

const choiceOr = (node: ts.Node, of: readonly Value[], value: Value): Value =>
  of.length === 0 ? unknown(node, [value]) : choice(node, of);
