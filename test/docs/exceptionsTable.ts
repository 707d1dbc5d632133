// README's list of where a backend cannot give the reference's value, from the table that the laws go by.
import { exceptions } from '../laws/exceptions.ts';

export function exceptionsTable(): string {
  const rows = exceptions.map(({ operations, dtype, on, where, instead }) => {
    const names = operations.map((name) => `\`${name}\``).join(', ');
    return `| ${[`${names} of ${dtype}`, on, where, instead].map(cell).join(' | ')} |`;
  });
  return ['| operation | on | where | instead |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** |x| would end a cell. */
const cell = (text: string) => text.replaceAll('|', '\\|');
