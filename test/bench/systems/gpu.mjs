// Is it a real GPU? A software renderer's times say nothing about gpu.js on a GPU.

const software = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** A fact about this machine, not a failure: child.mjs reports it as such. */
export const cannot = (why) => Object.assign(new Error(why), { cannot: true });

export function requireRealGpu(renderer) {
  if (renderer === '' || software.test(renderer)) throw cannot(`no real GPU here, only '${renderer}'`);
}
