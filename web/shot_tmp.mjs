import { chromium } from 'playwright-core';
import { preview } from 'vite';
const server = await preview({ root: '/work/wt/page/web', logLevel: 'error', preview: { host: '127.0.0.1', port: 4811 } });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: false, args: ['--disable-gpu', '--no-first-run', '--disable-background-networking'] });
for (const spec of process.argv.slice(2)) {
  const [name, search, width = '1280', scheme = 'light'] = spec.split('|');
  const context = await browser.newContext({ viewport: { width: Number(width), height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  page.on('console', (m) => console.log(name, m.type(), m.text()));
  page.on('pageerror', (e) => console.log(name, e.message, e.stack));
  const t = Date.now();
  await page.goto(server.resolvedUrls.local[0] + search);
  try { await page.waitForFunction(() => document.querySelector('main')?.getAttribute('aria-busy') === 'false' && document.querySelector('figure svg'), null, { timeout: 20000 }); } catch (e) { console.log(name, 'timeout', await page.locator('main').innerText()); }
  console.log(name, Date.now() - t, 'ms', await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]));
  await page.waitForTimeout(300);
  await page.screenshot({ path: `/tmp/${name}.png`, fullPage: true });
  await context.close();
}
await browser.close(); await server.close();
