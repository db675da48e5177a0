// The page in Chromium, as a person uses it: every view, a slider, bad input, links, the back button, files; and what axe-core
// has to say. Times are printed, and decide nothing.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { loadSource, root } from './load_module.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let server, browser, address;

before(async () => {
  server = await preview({ root: `${root}web`, logLevel: 'error', preview: { host: '127.0.0.1', port: 4810 } });
  address = server.resolvedUrls.local[0];
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    chromiumSandbox: false,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/// Opens the page and hands it to `use`; afterwards nothing may have failed, and no other server been asked.
async function visit(search, use, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('requestfailed', (request) => wrong.push(`${request.url()} failed`));
  page.on('request', (request) => /^(data|blob):/.test(request.url()) || request.url().startsWith(address) || wrong.push(`${request.url()} asked`));
  try {
    await page.goto(address + search);
    await use(page);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

const text = (page, selector) => page.locator(selector).first().innerText();
const waitFor = (page, found, ...rest) => page.waitForFunction(found, ...rest, { timeout: 30_000 });
const titleHas = (page, part) =>
  waitFor(page, (wanted) => document.querySelector('.title')?.textContent.includes(wanted), part);
const write = async (page, key, value) => {
  await page.fill(`[id="${key}"]`, value);
  await page.keyboard.press('Enter');
};

test('every view opens, light and dark, narrow and wide, and axe-core finds nothing', async (t) => {
  for (const [view, figures] of [['wall&gpus=2048', 1], ['plan&gpus=2048', 3], ['help&gpus=2048&draws=30', 4], ['fit&gpus=64', 4], ['fit&gpus=8', 4], ['plan&model=Llama-3.1-8B&gpus=64', 4], ['clock', 1], ['clock&gpus=64&measured=70s', 2]])
    for (const colorScheme of ['light', 'dark'])
      for (const width of [360, 1920])
        await visit(
          `?view=${view}`,
          async (page) => {
            const begun = performance.now();
            await waitFor(page, (number) => document.querySelectorAll('figure svg').length === number, figures);
            t.diagnostic(`${view}, ${width} wide: first picture after ${Math.round(performance.now() - begun)} ms`);
            const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
            assert.ok(wide <= shown, `${view} is ${wide} wide where ${shown} are shown`);
            if ((colorScheme === 'light') === (width > 1000)) return; // each colour and each width once
            await page.evaluate(axe);
            const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
            assert.deepEqual(
              violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`.slice(0, 600)),
              [],
              `${view}, ${colorScheme}, ${width}`,
            );
          },
          { colorScheme, viewport: { width, height: 900 } },
        );
});

test('a slider moves the picture, and what it comes to stands in the address', async (t) => {
  await visit('?view=wall', async (page) => {
    await titleHas(page, 'H100 SXM');
    const curve = () => page.locator('.now .curve').getAttribute('d');
    const before = await curve();
    const slider = page.locator('#slide-infiniband-bandwidth');
    await slider.scrollIntoViewIfNeeded();
    const box = await slider.boundingBox();
    const begun = performance.now();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    for (let i = 1; i <= 20; ++i) await page.mouse.move(box.x + box.width * (0.5 + 0.02 * i), box.y + box.height / 2);
    await waitFor(page, (was) => document.querySelector('.now .curve').getAttribute('d') !== was, before);
    await page.mouse.up();
    await titleHas(page, 'InfiniBand bandwidth x');
    t.diagnostic(`twenty moves and their pictures took ${Math.round(performance.now() - begun)} ms`);
    const factor = Number(new URL(page.url()).searchParams.get('infiniband-bandwidth'));
    assert.ok(factor > 2, `factor ${factor}`);
    assert.match(await text(page, '.landmarks'), /Linear scaling ends\s+\d/);
    await page.reload();
    await titleHas(page, `InfiniBand bandwidth x ${Number(factor.toPrecision(3))}`);
    assert.notEqual(await curve(), before);
  });
});

test('the keyboard moves a slider and walks along the curve', async () => {
  await visit('?view=wall', async (page) => {
    await titleHas(page, 'H100 SXM');
    await page.focus('#slide-months');
    await page.keyboard.press('ArrowRight');
    await titleHas(page, 'trained in 3.57 months');
    await page.focus('.picture');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    const said = await page.getAttribute('.picture', 'aria-valuetext');
    assert.match(said, /FLOP, .*% on .* GPUs: TP /);
    assert.ok((await text(page, '.detail')).includes(said.split(': ')[1]));
  });
});

test('the pointer gets the plan of a run, and why a plan loses', async () => {
  await visit('?view=wall', async (page) => {
    await page.hover('svg.wall', { position: { x: 300, y: 150 } });
    assert.match(await text(page, '.detail'), /on [\d,]+ GPUs: \d.*%[^]*layers of[^]*waits for/);
  });
  await visit('?view=plan&gpus=2048', async (page) => {
    await page.locator('svg.map').hover({ position: { x: 120, y: 60 } });
    assert.match(await text(page, '.detail'), /a step, .*B a GPU[^]*microbatch[^]*(takes|needs) /);
  });
});

test('bad input gets the sentence of the library at its field, and the last good picture stays', async () => {
  await visit('?view=plan&gpus=2048', async (page) => {
    await titleHas(page, '2,048 GPUs');
    for (const [key, value, sentence] of [
      ['gpus', 'abc', 'a number of GPUs is a whole number from 1 on, not "abc"'],
      ['gpus', '2049', 'the sizes of the network levels (8 by NVLink) do not divide 2,049 GPUs'],
      ['nvlink-bandwidth', '-1', 'a factor is a positive number, not -1'],
    ]) {
      await write(page, key, value);
      await waitFor(page, ([id, said]) => document.getElementById(`fault-${id}`)?.textContent.includes(said), [key, sentence]);
      assert.equal(await page.getAttribute(`[id="${key}"]`, 'aria-invalid'), 'true');
      assert.ok((await text(page, '.title')).includes('2,048 GPUs'));
      assert.equal(await page.locator('figure svg').count(), 3);
      await write(page, key, key === 'gpus' ? '2048' : '1');
      await waitFor(page, () => !document.querySelector('.fault'));
    }
  });
});

test('a link that somebody sent says the same again', async () => {
  const search = '?view=plan&gpu=A100+SXM+80+GB&gpus=1024&layers=96&d-model=12288&d-ff=49152&experts=1&batch-sequences=1536&zoom=twice';
  const seen = [];
  for (let i = 0; i < 2; ++i)
    await visit(search, async (page) => {
      await titleHas(page, '1,024 GPUs, A100 SXM 80 GB');
      await page.waitForSelector('svg.map');
      assert.equal(await page.inputValue('#layers'), '96');
      seen.push(await page.locator('.answer').innerHTML());
    });
  assert.equal(seen[0].replaceAll(/lit\$\d+/g, ''), seen[1].replaceAll(/lit\$\d+/g, ''));
  await visit('?view=wall&gpu=H100+SXM&compare.gpu=A100+SXM', async (page) => {
    await page.waitForSelector('.compared .curve');
    assert.equal(await page.locator('.curve').count(), 2);
  });
  await visit('?view=plan&gpu=nonsense', async (page) => {
    await waitFor(page, () => document.querySelector('[role=alert]')?.textContent.includes("no GPU is called 'nonsense'"));
  });
});

test('the back button goes back, view by view and change by change', async () => {
  await visit('?view=wall', async (page) => {
    await titleHas(page, 'H100 SXM');
    await page.selectOption('#gpu', 'V100 SXM');
    await titleHas(page, 'V100 SXM');
    await page.click('header nav a:nth-child(2)');
    await titleHas(page, '4,096 GPUs, V100 SXM');
    await page.goBack();
    await titleHas(page, 'Dense models, critical batch, on V100 SXM');
    await page.goBack();
    await titleHas(page, 'on H100 SXM');
    await page.goForward();
    await titleHas(page, 'on V100 SXM');
    await page.click('text=Keep this to compare with');
    await page.selectOption('#gpu', 'B200 SXM');
    await titleHas(page, 'on B200 SXM');
    assert.equal(await page.locator('.curve').count(), 2);
  });
});

test('every example has an answer', async () => {
  for (const view of ['wall', 'plan', 'fit', 'help', 'clock'])
    await visit(`?view=${view}`, async (page) => {
      await page.waitForSelector('figure svg');
      const number = await page.locator('nav[aria-label="Examples"] a').count();
      for (let i = 0; i < number; ++i) {
        await page.locator('nav[aria-label="Examples"] a').nth(i).click();
        await waitFor(page, () => document.querySelector('main').getAttribute('aria-busy') === 'false');
        assert.ok((await page.locator('figure svg').count()) > 0);
        assert.equal(await page.locator('.fault').count(), 0, `${view}, example ${i}`);
      }
    });
});

test('pictures, tables and answers are taken along as files, questions as text', async () => {
  const saved = async (page, press) => {
    const [download] = await Promise.all([page.waitForEvent('download'), press()]);
    return [download.suggestedFilename(), readFileSync(await download.path(), 'utf8')];
  };
  await visit(
    '?view=wall',
    async (page) => {
      await titleHas(page, 'H100 SXM');
      await page.locator('figure summary').click();
      const [svgName, svg] = await saved(page, () => page.click('figure button:text("SVG")'));
      assert.equal(svgName, 'wall.svg');
      assert.match(svg, /^<svg [^]*xmlns="http:\/\/www.w3.org\/2000\/svg"[^]*stroke: rgb[^]*<\/svg>$/);
      const [csvName, csv] = await saved(page, () => page.click('figure button:text("CSV")'));
      assert.equal(csvName, 'wall.csv');
      const lines = csv.trim().split('\n');
      assert.match(lines[0], /^setting,laws,training_flop,gpus,utilization,run_time_s,bound_by,plan$/);
      assert.equal(lines.length, (await page.locator('figure tbody tr').count()) + 1);
      const [jsonName, json] = await saved(page, () => page.click('button:text("JSON")'));
      assert.equal(jsonName, 'wall.json');
      assert.equal(JSON.parse(json).comparisons[0].curves[0].gpu, 'H100 SXM');

      const clipboard = async (button) => {
        await page.click(`button:text("${button}")`);
        await waitFor(page, (name) => document.querySelector('[role=status]').textContent.startsWith(`${name}: copied`), button);
        return page.evaluate(() => navigator.clipboard.readText());
      };
      assert.match(await clipboard('Copy command'), /^how_far_can_training_scale --gpu "H100 SXM" --batch critical --months 3$/);
      assert.match(await clipboard('Copy C++'), /static_assert\(best\.utilization >= /);
      assert.match(await clipboard('Copy Markdown'), /\| linear scaling ends \|[^]*\| Dense models, critical batch, on H100 SXM/);
      assert.equal(await clipboard('Copy link'), page.url());
    },
    { permissions: ['clipboard-read', 'clipboard-write'] },
  );
});

const mixtral = JSON.stringify({
  model_type: 'mixtral', hidden_size: 4096, intermediate_size: 14336, num_attention_heads: 32, num_key_value_heads: 8,
  num_hidden_layers: 32, num_local_experts: 8, num_experts_per_tok: 2, vocab_size: 32000, tie_word_embeddings: false, rope_teta: 1e6,
});
const line = `torchrun --nproc_per_node 8 --nnodes 2 pretrain_gpt.py \\
  --num-layers 32 --hidden-size 4096 --num-attention-heads 32 --vocab-size 32000 --seq-length 4096 \\
  --max-position-embeddings 4096 --tensor-model-parallel-size 2 --micro-batch-size 1 --global-batch-size 64 --bf16 --no-such-flag 3`;
const pasted = async (page, key, text) => {
  await page.fill(`textarea#${key}`, text);
  await page.locator(`textarea#${key}`).blur();
};
const settled = (page) => waitFor(page, () => document.querySelector('main').getAttribute('aria-busy') === 'false');

test('does it fit: a chip changes one thing, costs what it said, and the back button takes it back', async () => {
  await visit('?view=fit&model=llama-3.1-70b&gpus=64', async (page) => {
    await titleHas(page, 'Llama-3.1 70B (catalog)');
    assert.match(await text(page, '.verdict-line'), /^✓ It fits: \d/);
    assert.match(await text(page, '.answer'), /of runs that no fit saw, half within 3\.8%[^]*of measured peaks that no fit saw/);
    assert.equal(await page.inputValue('#model'), 'Llama-3.1 70B');
    const before = await page.locator('figure#memory tbody').first().innerHTML();
    const chip = page.locator('.changes a', { hasText: /^recompute .* → full/ });
    const told = await chip.innerText();
    await chip.click();
    await waitFor(page, () => document.querySelector('.said').textContent.includes('recompute full'));
    await settled(page);
    const asked = new URL(page.url()).searchParams;
    assert.equal(asked.get('recompute'), 'full');
    assert.equal(asked.get('model'), 'llama-3.1-70b');
    assert.notEqual(await page.locator('figure#memory tbody').first().innerHTML(), before);
    // The way back costs the opposite.
    const back = await page.locator('.changes a', { hasText: /^recompute full → none/ }).innerText();
    const amount = (words) => words.match(/[−+]([\d.]+ .?B)/)[1];
    assert.equal(amount(back), amount(told));
    await page.goBack();
    await waitFor(page, () => document.querySelector('.said').textContent.includes('recompute none'));
    await write(page, 'tp', '8');
    await waitFor(page, () => document.querySelector('.said').textContent.includes('TP 8'));
    assert.equal(new URL(page.url()).searchParams.get('tp'), '8');
    await page.click('text=Look for the fastest again');
    await waitFor(page, () => !location.search.includes('tp='));
  });
});

test('does it fit: what does not says by which changes it would, or on how many GPUs', async () => {
  await visit('?view=fit&model=llama-3.1-70b&gpus=64&tp=4&pp=2&cp=1&recompute=none&microbatch=1', async (page) => {
    await titleHas(page, 'on 64 GPUs');
    assert.match(await text(page, '.verdict-line'), /^✗ It does not fit/);
    await page.locator('h2:text("make it fit") + .changes a').first().click();
    await settled(page);
    assert.match(await text(page, '.verdict-line'), /^✓ It fits/);
  });
  await visit('?view=fit&model=llama-3.1-405b&gpus=8', async (page) => {
    await titleHas(page, 'on 8 GPUs');
    await page.locator('h2:text("on more GPUs") + .changes a').click();
    await waitFor(page, () => document.querySelector('.verdict-line').textContent.includes('It fits'));
  });
});

test('a configuration is pasted, key by key, and a bad one is refused at its field', async () => {
  await visit('?view=fit&gpus=16', async (page) => {
    await titleHas(page, 'Llama-3.1 70B');
    await page.getByLabel('config.json', { exact: true }).check();
    await pasted(page, 'config', mixtral);
    await titleHas(page, 'mixtral (config.json): 4.67e10 parameters');
    const made = await text(page, '.understood');
    assert.match(made, /not understood\s+\$\.rope_teta[^]*the nearest known key is \$\.rope_theta/);
    assert.match(made, /understood\s+\$\.hidden_size\s+4096/);
    assert.match(await text(page, '.grounds'), /Not understood, and left out of the answer[^]*rope_teta/i);
    const link = page.url();
    for (const [bad, sentence] of [
      [mixtral.replace('"hidden_size":4096', '"hidden_size":-1'), '$.hidden_size is a whole number from 1 to 1,000,000,000, not -1'],
      ['{"model_type": ', 'this is not JSON'],
      [mixtral.replace('"mixtral"', '"qwen3_next"'), 'linear'],
    ]) {
      await pasted(page, 'config', bad);
      await waitFor(page, (said) => document.getElementById('fault-config')?.textContent.includes(said), sentence);
      assert.equal(await page.getAttribute('#config', 'aria-invalid'), 'true');
      assert.ok((await text(page, '.title')).includes('mixtral (config.json)'));
      assert.equal(await page.locator('figure svg').count(), 4);
    }
    await page.goto(link);
    await titleHas(page, 'mixtral (config.json): 4.67e10 parameters');
    assert.equal(await page.inputValue('#config'), mixtral);
  });
});

test('a launch line is pasted, flag by flag; a chip rewrites it; a bad one is refused at its field', async () => {
  await visit('?view=fit', async (page) => {
    await titleHas(page, 'Llama-3.1 70B');
    await page.getByLabel('launch line', { exact: true }).check();
    await pasted(page, 'line', line);
    await titleHas(page, "the launch line's (launch line)");
    assert.match(await text(page, '.understood'), /--no-such-flag[^]*--tensor-model-parallel-size\s+2/);
    assert.match(await text(page, '.said'), /TP 2, DP 8, microbatch 1/);
    await page.locator('.changes a', { hasText: /^tensor 2 → 4/ }).click();
    await waitFor(page, () => document.querySelector('.said').textContent.includes('TP 4, DP 4'));
    assert.match(new URL(page.url()).searchParams.get('line'), /--tensor-model-parallel-size 4/);
    await page.goBack();
    await waitFor(page, () => document.querySelector('.said').textContent.includes('TP 2, DP 8'));
    await pasted(page, 'line', line.replace('--tensor-model-parallel-size 2', '--tensor-model-parallel-size 3'));
    await waitFor(page, () => document.getElementById('fault-line')?.textContent.length > 10);
    assert.match(await text(page, '.said'), /TP 2, DP 8/);
    await pasted(page, 'line', 'nothing of the kind');
    await waitFor(page, () => document.getElementById('fault-line')?.textContent.includes('no command in it has flags'));
  });
});

test('the plan of a language model: the map, a plan and its memory', async () => {
  await visit('?view=plan&gpus=64', async (page) => {
    await titleHas(page, '64 GPUs');
    await page.click('text=a language model');
    await titleHas(page, 'Llama-3.1 70B (catalog)');
    await page.waitForSelector('svg.map .best');
    await page.locator('svg.map').hover({ position: { x: 150, y: 80 } });
    assert.match(await text(page, '.detail'), /a step, .*B a GPU[^]*microbatch[^]*(takes|needs|fits)/);
    await page.click('text=up to 10 % longer');
    await page.selectOption('#model', 'Llama-3.1 8B');
    await titleHas(page, 'Llama-3.1 8B (catalog)');
    await page.waitForSelector('svg.map .best');
    const step = (await text(page, '.said')).match(/A step\s+(\S+ \S+)/)[1];
    await page.locator('td a').first().click();
    await waitFor(page, () => document.querySelector('.verdict-line'));
    assert.equal((await text(page, '.said')).match(/A step\s+(\S+ \S+)/)[1], step);
    await page.goBack();
    await page.waitForSelector('svg.map');
    await page.click('text=the paper’s layers');
    await titleHas(page, 'layers of');
  });
});

test('the plan of a language model: a step stage by stage, and where it lies', async () => {
  await visit('?view=plan&model=llama-3.1-405b&gpus=1024&tp=8&pp=16', async (page) => {
    await titleHas(page, 'Llama-3.1 405B (catalog)');
    await page.waitForSelector('#timeline svg');
    assert.equal(await page.locator('#timeline svg text.mark').count() > 4, true);
    const spoken = await page.getAttribute('#timeline svg', 'aria-label');
    assert.match(spoken, /on 16 pipeline stages; bubble [^]*Stage 1: waits for its first microbatch/);
    for (const kind of ['microbatches', 'pipeline', 'messages']) assert.ok((await page.locator(`#timeline .part.${kind}`).count()) >= 15, kind);
    // Every lane ends where the step ends.
    const ends = await page.$$eval('#timeline svg g.part rect', (rects) => Math.max(...rects.map((one) => Number(one.getAttribute('x')) + Number(one.getAttribute('width')))));
    const width = Number(await page.getAttribute('#timeline svg', 'width'));
    assert.ok(Math.abs(ends - (width - 10)) < 1, `${ends} of ${width}`);
    assert.equal(await page.locator('#placement .box.level-0').count(), 8);
    assert.equal(await page.locator('#placement .box.level-0 text').first().textContent(), 't0');
    assert.match(await text(page, '#placement .hint'), /t: tensors cut; d: replica; p: pipeline stage/);
    await page.locator('#placement summary').click();
    assert.match(await text(page, '#placement table'), /TP\s+8\s+1\s+within a node/);
  });
});

test('against the clock, compared with mine: a launch line and what its step took', async () => {
  await visit('?view=clock', async (page) => {
    await titleHas(page, 'runs that others measured');
    await page.getByLabel('launch line', { exact: true }).check();
    await pasted(page, 'line', line);
    await write(page, 'measured', '9.5');
    await waitFor(page, () => document.getElementById('fault-measured')?.textContent.includes('with its unit'));
    await write(page, 'measured', '9.5s');
    await waitFor(page, () => document.querySelector('.mine h2')?.textContent.includes("the launch line's"));
    assert.match(await text(page, '.mine'), /Predicted over measured[^]*×[^]*of runs of this class that no fit saw, half are within/);
    assert.equal(await page.locator('svg.clock .mine').count(), 1);
    assert.equal(await page.locator('svg.clock .near').count(), 3);
    assert.match(await page.getAttribute('#waterfall svg', 'aria-label'), /^predicted: [\d.]+ m?s; .*not explained: .*measured: 9\.5 s$/);
    assert.match(await text(page, '.mine'), /--no-such-flag/);
    assert.match(await page.locator('.take pre').first().textContent(), /does_it_fit --measured 9\.5s -- launch_line\.sh/);
    // What is wrong is said at its field, and the picture stays.
    await pasted(page, 'line', 'nothing of the kind');
    await waitFor(page, () => document.getElementById('fault-line')?.textContent.includes('no command in it has flags'));
    assert.equal(await page.locator('#waterfall svg').count(), 1);
    await page.reload();
    await waitFor(page, () => document.getElementById('fault-line'));
    assert.ok((await page.locator('svg.clock .run').count()) > 100);
  });
  // Of a step that is near the prediction the model can explain no more.
  await visit('?view=clock&model=llama-3.1-70b&gpus=64&tp=4&pp=4&measured=70s', async (page) => {
    await waitFor(page, () => document.querySelector('.mine')?.textContent.includes('below what the model can explain'));
    assert.match(await text(page, '#waterfall table tbody, #waterfall'), /Where the difference may come from/);
    await write(page, 'measured', '');
    await waitFor(page, () => !document.querySelector('.mine h2'));
    assert.ok(!page.url().includes('measured='));
  });
});

test('a bar of what would help is dragged, and all pictures follow', async () => {
  await visit('?view=help&gpus=2048&draws=30', async (page) => {
    await titleHas(page, '2,048 GPUs');
    const row = page.locator('#help-end-of-linear-scaling .handle[data-parameter="InfiniBand bandwidth"]');
    await row.scrollIntoViewIfNeeded();
    const box = await row.boundingBox();
    const before = await text(page, '#help-end-of-linear-scaling figcaption');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    for (let i = 1; i <= 8; ++i) await page.mouse.move(box.x + box.width / 2 - 20 * i, box.y + box.height / 2);
    await titleHas(page, 'InfiniBand bandwidth x 0.25');
    await page.mouse.up();
    await waitFor(page, (was) => document.querySelector('#help-end-of-linear-scaling figcaption').textContent.trim() !== was, before);
    assert.equal(Number(new URL(page.url()).searchParams.get('infiniband-bandwidth')), 0.25);
    assert.match(await page.locator('#help-end-of-linear-scaling svg').textContent(), /InfiniBand bandwidth × 0\.25/);
    await page.goBack();
    await waitFor(page, () => !document.querySelector('.title').textContent.includes('InfiniBand bandwidth x'));
  });
});

test('how sure the wall is: bands are drawn with progress, of the ranges that are written', async () => {
  await visit('?view=help&gpus=2048&draws=1000', async (page) => {
    await page.waitForSelector('progress');
    await waitFor(page, () => document.querySelector('progress').value > 0);
    // Another question takes the place of the one at work.
    await page.selectOption('#draws', '30');
    await waitFor(page, () => document.querySelector('#bands figcaption')?.textContent.includes('30 draws'));
    assert.equal(await page.locator('progress').count(), 0);
    assert.match(await text(page, '#bands .basis'), /ranges for illustration, none of them measured/);
    const before = await page.getAttribute('#bands .band.wide', 'd');
    await pasted(page, 'vary', 'InfiniBand latency=0.9..1.1');
    await waitFor(page, (was) => document.querySelector('#bands .band.wide').getAttribute('d') !== was, before);
    assert.match(await text(page, '#bands .basis'), /ranges as you say/);
    await pasted(page, 'vary', 'Infinband latency=0.9..1.1');
    await waitFor(page, () => document.getElementById('fault-vary')?.textContent.includes('no parameter is called'));
    await page.focus('#bands .picture');
    await page.keyboard.press('End');
    assert.match(await page.getAttribute('#bands .picture', 'aria-valuetext'), /FLOP: .*% to .*%, median/);
  });
});

test('every number says its evidence and links to its equation, and no link is dead', async (t) => {
  const { equations, placeOf } = await loadSource('basis.ts', { __DOCUMENTS__: '""' });
  const known = new Set(Object.keys(equations).map((what) => `../docs/${placeOf(what)}`));
  const built = existsSync(`${root}build/docs/html/index.html`);
  if (!built) t.diagnostic('the documents are not built: links are held against docs/equations.txt and the headings alone');
  const followed = new Set();
  for (const [view, figures] of [['wall', 1], ['plan&gpus=2048', 3], ['help&gpus=2048&draws=30', 4], ['fit&gpus=64', 4], ['plan&model=Llama-3.1-8B&gpus=64', 4], ['clock&gpus=64&measured=70s', 2]])
    await visit(`?view=${view}`, async (page) => {
      await waitFor(page, (number) => document.querySelectorAll('figure svg').length === number, figures);
      for (const numbers of ['.said > div', 'figure'])
        assert.deepEqual(await page.$$eval(numbers, (all) => all.filter((one) => !one.querySelector('.basis')).map((one) => one.textContent)), [], view);
      const links = await page.$$eval('a.equation', (all) => all.map((one) => [one.getAttribute('href'), one.href]));
      assert.ok(links.length > 3, `${view} has ${links.length} links`);
      for (const [href, whole] of links) {
        assert.ok(known.has(href), href);
        if (!built || followed.has(href)) continue;
        followed.add(href);
        const answer = await page.request.get(whole);
        assert.equal(answer.status(), 200, href);
        assert.ok((await answer.text()).includes(`id="${href.split('#')[1]}"`), href);
      }
    });
});

test('against the clock: runs are filtered, and one is kept with its source', async () => {
  await visit('?view=clock', async (page) => {
    await titleHas(page, '338 of 338 runs');
    const all = await page.locator('svg.clock .run').count();
    await page.selectOption('#run-framework', 'torchtitan');
    await waitFor(page, (before) => document.querySelectorAll('svg.clock .run').length < before, all);
    await settled(page);
    await page.locator('svg.clock').click({ position: { x: 300, y: 120 } });
    await waitFor(page, () => location.search.includes('run='));
    const kept = await text(page, '.detail');
    assert.match(kept, /measured [\d.]+ \S+, predicted [\d.]+ \S+: [+-][\d.]+%[^]*Source \(.+\): \S+/);
    const run = new URL(page.url()).searchParams.get('run');
    assert.ok(kept.includes(run));
    await page.reload();
    await waitFor(page, (id) => document.querySelector('.detail')?.textContent.includes(id), run);
    await page.focus('.picture');
    await page.keyboard.press('Home');
    await waitFor(page, (id) => !location.search.includes(`run=${id}`), run);
    await page.goto(`${address}?view=clock&run-gpu=nonsense`);
    await waitFor(page, () => document.getElementById('fault-run-gpu')?.textContent.includes("no GPU is called 'nonsense'"));
  });
});
