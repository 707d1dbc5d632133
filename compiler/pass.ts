// What a pass is: a named pure function from one form of the program to the next.
export interface Pass<From, To> {
  readonly name: string;
  readonly run: (input: From) => To;
}

/** An error that says which pass it comes from. */
export class PassError extends Error {
  override readonly name = 'PassError';

  constructor(
    readonly pass: string,
    cause: unknown,
  ) {
    super(`${pass}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Runs a pass; a failure names it. */
export function runPass<From, To>(pass: Pass<From, To>, input: From): To {
  try {
    return pass.run(input);
  } catch (error) {
    throw error instanceof PassError ? error : new PassError(pass.name, error);
  }
}
