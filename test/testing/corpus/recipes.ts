// Programs that reach branches which few programs reach: written by npm run fuzz:corpus -- --write.
export const recipes: readonly string[] = [];
