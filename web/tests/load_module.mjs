// The page's module in node, loaded by the page's own code.

import { readFileSync } from 'node:fs';
import { transformWithEsbuild } from 'vite';

export const root = new URL('../../', import.meta.url).pathname;

/// A file of src/ that imports nothing of the page's own.
export async function loadSource(name, define = {}) {
  const file = `${root}web/src/${name}`;
  const { code } = await transformWithEsbuild(readFileSync(file, 'utf8'), file, { define });
  const whole = code.replaceAll(/from "(lit)"/g, (_, of) => `from ${JSON.stringify(import.meta.resolve(of))}`);
  return import(`data:text/javascript,${encodeURIComponent(whole)}`);
}

/// `told` is told which part is done of an answer that takes long.
export async function loadModule(told) {
  const { load } = await loadSource('module.ts');
  return load(await WebAssembly.compile(readFileSync(`${root}build/page/scalewall.wasm`)), told);
}
