// What functions of another module are lifted with.
export const ALPHA = 1.6732632423543772;

/** 1 / (1 + e^-x) */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** e^(-x^2 / width^2) */
const bell = (x: number, width = 1): number => {
  const t = x / width;
  return Math.exp(-t * t);
};

export { bell as gaussianBell };
