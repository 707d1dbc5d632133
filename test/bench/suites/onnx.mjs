// ONNX models written by hand: the fields of onnx.proto3 (IR version 8) that a graph of floats needs, in Protocol
// Buffers' wire format: a key (field << 3 | type), then a varint (type 0), or a length and bytes (type 2).

const utf8 = new TextEncoder();

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

const join = (parts) => {
  const flat = parts.flat(Infinity);
  const out = new Uint8Array(flat.reduce((size, p) => size + p.length, 0));
  let at = 0;
  for (const p of flat) {
    out.set(p, at);
    at += p.length;
  }
  return out;
};

const number = (field, value) => [varint(field << 3), varint(value)];
const bytes = (field, content) => [varint((field << 3) | 2), varint(content.length), content];
const text = (field, value) => bytes(field, utf8.encode(value));
const message = (field, parts) => bytes(field, join(parts));

const floatType = 1;
const integerType = 7;

/** AttributeProto: an integer, a float or a list of integers */
function attribute(name, value) {
  if (Array.isArray(value)) return message(5, [text(1, name), value.map((v) => number(8, v)), number(20, 7)]);
  if (Number.isInteger(value)) return message(5, [text(1, name), number(3, value), number(20, 2)]);
  const float = new Uint8Array(Float32Array.of(value.float).buffer);
  return message(5, [text(1, name), varint((2 << 3) | 5), float, number(20, 1)]);
}

/** TensorProto with raw data, little-endian */
const tensor = (name, shape, values) => {
  const type = values instanceof BigInt64Array ? integerType : floatType;
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message(5, [shape.map((d) => number(1, d)), number(2, type), text(8, name), bytes(9, raw)]);
};

/** ValueInfoProto of a tensor of floats */
const port = (field, name, shape) => {
  const dims = shape.map((d) => message(1, number(1, d)));
  return message(field, [text(1, name), message(2, message(1, [number(1, floatType), message(2, dims)]))]);
};

/** A graph that grows node by node: each method gives the name of a value. */
export class OnnxGraph {
  #nodes = [];
  #tensors = [];
  #known = new Map();
  #count = 0;

  /** A constant, once under its name. */
  weight(name, { shape, values }) {
    if (!this.#known.has(name)) {
      this.#known.set(name, true);
      this.#tensors.push(tensor(name, shape, values));
    }
    return name;
  }

  integers(...values) {
    return this.weight(`integers ${values}`, {
      shape: [values.length],
      values: BigInt64Array.from(values, BigInt),
    });
  }

  node(operation, inputs, attributes = {}) {
    const output = `v${this.#count++}`;
    const fields = Object.entries(attributes).map(([name, value]) => attribute(name, value));
    const names = [inputs.map((i) => text(1, i)), text(2, output), text(3, output), text(4, operation)];
    this.#nodes.push(message(1, [...names, fields]));
    return output;
  }

  /** ModelProto; opset 20 of the standard operators */
  model(input, output) {
    const graph = [
      this.#nodes,
      text(2, 'graph'),
      this.#tensors,
      port(11, input.name, input.shape),
      port(12, output.name, output.shape),
    ];
    return join([number(1, 8), text(2, 'quern-bench'), message(7, graph), message(8, [text(1, ''), number(2, 20)])]);
  }
}
