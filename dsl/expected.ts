// What callers without types pass by mistake where a model, a loss or an optimiser belongs.

/** A TypeError unless `given` has one of the properties that make it what is expected. */
function expectPart(by: string, what: string, given: unknown, has: readonly string[], fix: string): void {
  const kind = given === null ? 'null' : typeof given;
  if ((kind === 'object' || kind === 'function') && has.some((name) => name in (given as object))) return;
  throw new TypeError(`${by}: expected ${what}, got ${kind}; write ${fix}`);
}

/** Most often the function that was not called. */
export const requireOptimizer = (by: string, given: unknown): void =>
  expectPart(by, 'an optimizer', given, ['update'], 'adam(), or sgd(0.1)');

export const requireModel = (by: string, given: unknown): void =>
  expectPart(by, 'a model', given, ['forward'], 'model(layers, inputs, forward)');

export const requireLoss = (by: string, given: unknown): void =>
  expectPart(by, 'a loss', given, ['rule', 'loss'], 'crossEntropy, or { target, loss }');
