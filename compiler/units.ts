// Quantities as a person reads them.

/** 1234567 -> '1.23 million' */
export function count(n: number): string {
  const units = ['', ' thousand', ' million', ' billion', ' trillion'];
  let [value, unit] = [n, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? value : value.toPrecision(3)}${units[unit]}`;
}

/** 1048576 -> '1.0 MiB' */
export function bytes(n: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let [value, unit] = [n, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
