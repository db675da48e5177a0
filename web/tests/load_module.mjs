// The page's module in node, loaded by the page's own code.

import { readFileSync } from 'node:fs';
import { transformWithEsbuild } from 'vite';

export const root = new URL('../../', import.meta.url).pathname;

export async function loadModule() {
  const file = `${root}web/src/module.ts`;
  const { code } = await transformWithEsbuild(readFileSync(file, 'utf8'), file);
  const { load } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return load(await WebAssembly.compile(readFileSync(`${root}build/page/scalewall.wasm`)));
}
