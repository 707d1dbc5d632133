// What training keeps in a state beside the model's own tensors.

export const isKept = (name: string): boolean => /^(optimizer\..*|step|key)$/.test(name);
