import { test } from '@jest/globals';
import { startFixture } from './fixtures/hub.js';
import { officers } from './fixtures/office.js';
import { faultsOf, launch, openDesk, signIn } from './support.js';
test('shots', async () => {
  const browser = await launch();
  const hub = await startFixture('drill');
  const [a] = officers as [(typeof officers)[0]];
  const wild = hub.office.open(a, { kind: 'wild-animal', slots: { animal: 'bear', seenAt: Date.now() }, districts: ['okuda'] });
  const combined = hub.office.open(a, { kind: 'evacuation-combined', slots: { orders: [{ level: 4, hazard: 'landslide', districts: ['sue', 'kumai'] }, { level: 3, hazard: 'flood', districts: ['okuda'] }] }, districts: ['sue', 'kumai', 'okuda'] });
  const person = hub.office.open(a, { kind: 'missing-person', slots: { person: 'elderly-man', age: 300, lastSeenAt: Date.now() } as never, districts: ['okuda'] });
  const none = hub.office.open(a, { kind: 'evacuation-unlevelled', level: 0, slots: { hazard: 'dam' }, districts: ['okuda'], decision: { by: '町長', means: 'phone' } });
  hub.office.submit(none, a); hub.office.issue(none, a);
  const { page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 320 });
  page.setDefaultTimeout(15000); page.on('pageerror', (e) => console.error('PAGEERROR', e.message, e.stack)); page.on('console', (m) => m.type() === 'error' && console.error(m.text()));
  await signIn(page, hub.url, { login: 'sato', password: 'correct horse battery' });
  const out: string[] = [];
  for (const [name, path] of [['home', '/'], ['choose', '/compose'], ['wild', `/drafts/${wild.id}`], ['combined', `/drafts/${combined.id}`], ['person', `/drafts/${person.id}`], ['check', `/drafts/${combined.id}/check`]] as const) {
    process.stderr.write(name + '\n');
    await page.goto(hub.url + path);
    await page.locator('#main h1').waitFor();
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(800);
    await page.screenshot({ path: `/tmp/w/${name}.png`, fullPage: true });
    out.push(...(await faultsOf(page, name)));
    if (name === 'wild') { await page.locator('aside select').selectOption('my'); await page.locator('aside').screenshot({ path: '/tmp/w/wild-my.png' }); }
    if (name === 'choose') { await page.locator('input[type=search]').fill('水'); await page.screenshot({ path: '/tmp/w/choose-water.png' }); }
  }
  const text = await page.locator('body').innerText();
  out.push(...(text.match(/不明（[^）]*）/g) ?? []));
  console.log(out.join('\n') || 'no faults');
  await browser.close(); await hub.close();
}, 120_000);
