// Every link to the documents leads to something: an equation of docs/equations.txt, or a heading of a page; and where the
// documents were built, to a place in them.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadSource, root } from './load_module.mjs';

const { equations, placeOf } = await loadSource('basis.ts', { __DOCUMENTS__: '"../docs/"' });

/// The anchor of a heading, as docs/site/prepare.py makes it.
const slug = (heading) => heading.toLowerCase().replaceAll(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-');

test('every equation that a number links to stands in docs/equations.txt, or under a heading of docs/', () => {
  const listed = new Set(readFileSync(`${root}docs/equations.txt`, 'utf8').match(/^[a-z_0-9/]+\.hpp$/gm));
  for (const [what, name] of Object.entries(equations)) {
    const [file, heading] = name.split('#');
    if (heading === undefined) {
      assert.ok(listed.has(name), `${what}: docs/equations.txt has no entry of ${name}`);
      assert.ok(existsSync(`${root}include/scalewall/${name}`), name);
    } else {
      const headings = readFileSync(`${root}${file}`, 'utf8').replaceAll(/^```.*?^```$/gms, '').match(/^#+ .+$/gm).map((line) => slug(line.replace(/^#+ /, '')));
      assert.ok(headings.includes(heading), `${what}: ${file} has no heading #${heading}`);
    }
  }
});

test('every link has its file and its anchor in the documents, where they were built', (t) => {
  const html = `${root}build/docs/html/`;
  if (!existsSync(`${html}index.html`)) return t.skip('bash cmake/docs.sh builds them');
  for (const what of Object.keys(equations)) {
    const [file, anchor] = placeOf(what).split('#');
    assert.ok(existsSync(html + file), `${what}: ${file}`);
    assert.ok(readFileSync(html + file, 'utf8').includes(`id="${anchor}"`), `${what}: ${file} has no #${anchor}`);
  }
});
