// Where programs run if nothing is said. This file is not the registry: a page that names no other target loads none.
export { cpu as defaultBackend } from './cpu/backend.ts';
