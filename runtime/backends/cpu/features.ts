// What the engine can do beyond the WebAssembly that every supported engine has.
import { ModuleBuilder } from '../../../compiler/emit/wasm/assemble/module.ts';

let known: boolean | null = null;

/** Whether f32x4.relaxed_madd validates (relaxed SIMD, WebAssembly 3.0). */
export function hasFusedMultiplyAdd(): boolean {
  if (known !== null) return known;
  const module = new ModuleBuilder();
  const { builder } = module.function('probe', { parameters: ['v128'], results: ['v128'] });
  const x = builder.parameters[0]!;
  builder.get(x).get(x).get(x).op('f32x4.relaxed_madd');
  known = WebAssembly.validate(module.finish(1));
  return known;
}
