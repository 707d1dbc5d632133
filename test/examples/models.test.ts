// `npm run models`: a line for each architecture, with its number of parameters, memory and time.
import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const models = (...words: readonly string[]) =>
  new Promise<Ran>((resolve) => {
    const child = execFile(process.execPath, ['dist/examples/models.js', ...words], (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

test('--json --only: one line of JSON, progress on standard error', async () => {
  const { code, stdout, stderr } = await models('--json', '--only', 'lenet');
  expect(code, stderr).toBe(0);
  const line = JSON.parse(stdout);
  expect(line).toMatchObject({ name: 'lenet', parameters: 61_706, ok: true });
  expect(line.peakBytes).toBeGreaterThan(4 * 61_706);
  expect(line.forwardMs).toBeGreaterThan(0);
  expect(stderr).toContain('[1/1] lenet: a forward pass');
});

test('--help and a name that is none', async () => {
  expect((await models('--help')).stdout).toContain('Usage: npm run models -- [options]');
  const wrong = await models('--only', 'lenet6');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('Expected one of lenet, alexnet, vgg11');
});
