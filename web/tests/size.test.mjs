// What a visitor loads stays small, and comes from the folder alone.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { root } from './load_module.mjs';

const site = `${root}build/page/site/`;
const files = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.path ?? entry.parentPath}/${entry.name}`);

test('the folder has less than 1 MB', (t) => {
  let whole = 0;
  for (const file of files) {
    const content = readFileSync(file);
    whole += content.length;
    t.diagnostic(`${file.slice(site.length)}: ${content.length} bytes, ${gzipSync(content).length} compressed`);
  }
  assert.ok(whole < 1_000_000, `${whole} bytes`);
});

test('no file names another server', () => {
  const known = /^https?:\/\/(www\.w3\.org\/|lit\.dev\/msg\/)/; // names of XML, a hint in an error of lit
  for (const file of files.filter((name) => !name.endsWith('.wasm')))
    for (const [address] of readFileSync(file, 'utf8').matchAll(/https?:\/\/[^\s"'`)]+/g)) assert.match(address, known);
});

test('the packages are locked without the name of a registry', () => {
  assert.ok(!readFileSync(`${root}web/package-lock.json`, 'utf8').includes('"resolved"'));
});
