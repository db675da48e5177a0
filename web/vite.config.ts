import { defineConfig } from 'vite';

// The module that CMake built and compressed, and where the static folder goes; cmake/page.sh says so.
const module = process.env.SCALEWALL_WASM ?? '../build/page/scalewall.packed';

export default defineConfig({
  base: './', // any folder of any server
  resolve: { alias: [{ find: /^scalewall\.packed/, replacement: new URL(module, import.meta.url).pathname }] },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    outDir: process.env.SCALEWALL_PAGE ?? '../build/page/site',
    emptyOutDir: true,
  },
});
