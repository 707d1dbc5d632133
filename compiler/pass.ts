// What a pass is: a named pure function from one form of the program to the next.
export interface Pass<From, To> {
  readonly name: string;
  readonly run: (input: From) => To;
}

/** Throws where a form of the program breaks its own rules. */
export type Validator<T> = (program: T) => void;

/** An error that says which pass it comes from. */
export class PassError extends Error {
  override readonly name = 'PassError';

  constructor(
    readonly pass: string,
    cause: unknown,
    what = '',
  ) {
    super(`${pass}: ${what}${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Runs a pass, and validates its result if asked to; a failure of either names the pass. */
export function runPass<From, To>(pass: Pass<From, To>, input: From, validate?: Validator<To> | false): To {
  const result = named(pass.name, () => pass.run(input));
  if (validate) named(pass.name, () => validate(result), 'its result is not valid: ');
  return result;
}

function named<T>(pass: string, run: () => T, what?: string): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof PassError ? error : new PassError(pass, error, what);
  }
}
