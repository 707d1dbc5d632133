// Code that is made when a program runs, and a policy that forbids it: what engines say of that, in words that help.

const forbids = (kind: string, allowed: string) =>
  `this page's content security policy, or its host, forbids ${kind}: allow '${allowed}' in script-src`;

const policySentences = {
  wasm: `${forbids('compiling WebAssembly', 'wasm-unsafe-eval')}, or where a host compiles it beforehand, quern build and load({ wasm })`,
  text: `${forbids('functions that are made of text', 'unsafe-eval')}, or take another backend`,
  none: 'this engine has no WebAssembly: it is too old, or a lockdown mode switched it off',
} as const;

/**
 * A sentence where an error is a policy's doing, or WebAssembly is not there at all; null for any other error. `tried` is what
 * was made when it was thrown.
 */
export function policyFault(error: unknown, tried: 'wasm' | 'text'): string | null {
  if (typeof WebAssembly === 'undefined') return policySentences.none;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'EvalError') return policySentences.text;
  if (!/polic|\bCSP\b|unsafe-eval|disallowed|Trusted/i.test(message)) return null;
  return policySentences[tried];
}

/** Null where functions can be made of text. */
export function textFault(): string | null {
  try {
    new Function('');
    return null;
  } catch (error) {
    return policyFault(error, 'text') ?? policySentences.text;
  }
}
