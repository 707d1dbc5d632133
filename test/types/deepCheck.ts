// Checks deep models against the built package, as its users do.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Compiler, check, compilerNames } from './compilers.ts';
import { denseOf, resNetOf, transformerOf } from './deep.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface DeepModel {
  readonly name: string;
  readonly source: string;
  /** about a third over what was measured */
  readonly budget: number;
}

export const deepModels: readonly DeepModel[] = [
  { name: 'Transformer, 12 blocks', source: transformerOf(12), budget: 7_000 },
  { name: 'Transformer, 48 blocks', source: transformerOf(48), budget: 7_000 },
  { name: 'ResNet-50', source: resNetOf(50), budget: 18_000 },
  { name: 'ResNet-152', source: resNetOf(152), budget: 18_000 },
  { name: 'DenseNet, a block of 6', source: denseOf(6), budget: 9_000 },
  { name: 'DenseNet, a block of 48', source: denseOf(48), budget: 9_000 },
];

export interface Cost {
  readonly compiler: Compiler;
  readonly instantiations: number;
  readonly seconds: { readonly check: number; readonly total: number };
}

/** What both compilers need for one model. Throws where the model has errors. */
export async function checkedDeep({ name, source }: DeepModel): Promise<Cost[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quern-deep-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/quern'));
    symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    writeFileSync(join(folder, 'model.ts'), source);
    const costs: Cost[] = [];
    for (const compiler of compilerNames) {
      const { diagnostics, instantiations, seconds } = await check(compiler, ['model.ts'], folder);
      if (diagnostics.length > 0) throw new Error(`${name} under ${compiler}: ${diagnostics[0]!.text}`);
      costs.push({ compiler, instantiations, seconds });
    }
    return costs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
