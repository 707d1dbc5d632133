// Before every test file, and in every page of the tests: each program that is compiled is validated after every pass.
import { validators } from '../compiler/program/validate.ts';

globalThis.quernValidators = validators;
