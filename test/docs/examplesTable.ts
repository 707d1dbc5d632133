// README's list of examples, and what each promises.
import type { Example } from '../../examples/kit/example.ts';
import { registry } from '../../examples/registry.ts';

export async function examplesTable(): Promise<string> {
  const examples: Example[] = [];
  for (const load of Object.values(registry)) examples.push(await load());
  return ['| example | what it does | promises |', '| --- | --- | --- |', ...examples.map(row)].join('\n');
}

function row({ name, about, metric, threshold, better }: Example): string {
  return `| \`${name}\` | ${about} | ${metric}: ${better === 'higher' ? 'at least' : 'at most'} ${threshold} |`;
}
