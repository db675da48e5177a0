// Renders equations: a JSON list of TeX on standard input, a JSON list of HTML on standard output. One that KaTeX does not
// understand, or only with a warning, ends it with the equation in a sentence.
//
//   katex.mjs FOLDER     the folder in which KaTeX was installed

import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const katex = createRequire(process.argv[2] + '/package.json')('katex');
const macros = Object.fromEntries(['TP', 'DP', 'PP', 'EP'].map(name => ['\\' + name, `\\mathrm{${name}}`]));

const rendered = JSON.parse(readFileSync(0, 'utf8')).map(tex => {
  try {
    return katex.renderToString(tex, {displayMode: true, throwOnError: true, strict: 'error', fleqn: true, macros: {...macros}});
  } catch (error) {
    console.error(`an equation is wrong: ${error.message}\n${tex}`);
    process.exit(1);
  }
});
process.stdout.write(JSON.stringify(rendered));
