// What is written with late.ts asks for it, and is given it where the program needs it.

/** What late.ts has. */
export type Late = typeof import('./late.ts');
/** For `what` is written with it. */
export type GiveLate = (what: string) => Late;
