// Before every test file: each program that a test compiles is validated after every pass.
import { validators } from '../compiler/validate.ts';

globalThis.quernValidators = validators;
