// npm run agreement: two thousand random calls of each rule of shapes, under both compilers.
import { test } from 'vitest';
import { agree } from './agreementCases.ts';

// one program a rule: TypeScript 6 keeps every type that it has seen
test('types and run-time rules agree', () => agree('test/types/.generated2000', 2000, false));
