import { createReadStream, existsSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

// The module that CMake built and compressed, where the static folder goes, and where the documents lie, seen from the page, with a
// / at the end; cmake/page.sh says so.
const module = process.env.SCALEWALL_WASM ?? '../build/page/scalewall.packed';
const documents = process.env.SCALEWALL_DOCUMENTS ?? '../docs/';

const types: Record<string, string> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2' };

/// The documents that cmake/docs.sh built, in the folder docs of the server that shows the page.
const servedDocuments: Plugin = {
  name: 'documents',
  configurePreviewServer(server) {
    const root = new URL('../build/docs/html', import.meta.url).pathname;
    server.middlewares.use('/docs', (request, response, next) => {
      const file = join(root, normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://page').pathname)));
      if (!existsSync(file) || !statSync(file).isFile()) return next();
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
      createReadStream(file).pipe(response);
    });
  },
};

export default defineConfig({
  base: './', // any folder of any server
  define: { __DOCUMENTS__: JSON.stringify(documents) },
  plugins: [servedDocuments],
  resolve: { alias: [{ find: /^scalewall\.packed/, replacement: new URL(module, import.meta.url).pathname }] },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    outDir: process.env.SCALEWALL_PAGE ?? '../build/page/site',
    emptyOutDir: true,
  },
});
