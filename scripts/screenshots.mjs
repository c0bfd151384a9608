// Pictures of the console's screens, from the fixture hub of the browser tests: no database, the same every time.
//   node scripts/screenshots.mjs              the few of docs/console.md, into docs/screenshots/console/
//   node scripts/screenshots.mjs --all <dir>  every screen at three widths, day and night, drill and live, and a sheet
//                                             for each screen that shows its six pictures side by side: for looking
//   node scripts/screenshots.mjs --vision <dir>  what is coloured, as four kinds of colour-blind officers see it, by day and
//                                             by night, and a sheet for each screen beside what others see
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '../test/support/typescript.mjs';
import { buildConsole } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
await buildConsole();
const { startFixture } = await import('../test/browser/fixtures/hub.ts');
const { furnish, screens } = await import('../test/browser/screens.ts');
const support = await import('../test/browser/support.ts');

/** What docs/console.md shows: a new screen is one line here; a fifth word is the heading to which it is scrolled. */
const shown = [
  ['home', 'drill', 'day', 1440],
  ['home', 'live', 'night', 320],
  ['inbox', 'drill', 'day', 768],
  ['draft', 'drill', 'day', 1440],
  ['check', 'drill', 'day', 768],
  ['approval', 'live', 'night', 320],
  ['approval', 'live', 'day', 1440],
  ['alert', 'live', 'night', 1440],
  ['stop', 'live', 'day', 320],
  ['lift', 'drill', 'night', 768],
  ['log', 'drill', 'night', 1440],
  ['map', 'live', 'day', 1440],
  ['map', 'drill', 'night', 320],
  ['channels', 'drill', 'day', 768, 'channel-radio'],
  ['card', 'live', 'day', 768],
  ['officers', 'live', 'day', 1440],
  ['signIn', 'live', 'day', 320],
  ['home', 'live', 'day', 768, 'duties'],
  ['choose', 'drill', 'night', 1440],
  ['ownSubmission', 'live', 'night', 768, 'approve'],
  ['alerts', 'drill', 'day', 320],
  ['alertManual', 'live', 'day', 768],
  ['logPrint', 'drill', 'day', 1440],
  ['shelters', 'live', 'day', 1440],
  ['residents', 'drill', 'night', 768],
  ['templates', 'live', 'day', 1440],
  ['audit', 'live', 'day', 1440],
  ['sentences', 'live', 'night', 768],
  ['glossary', 'drill', 'day', 768],
  ['drill', 'drill', 'day', 1440],
  ['settings', 'drill', 'night', 768],
  ['me', 'live', 'day', 320],
  ['readings', 'live', 'night', 320],
  ['nowhere', 'drill', 'night', 320],
];
/** The screen in front of the sign-in, which has no address of its own. */
const door = 'signIn';
const everyLook = [
  ['drill', 'day', 1440],
  ['live', 'night', 1440],
  ['drill', 'night', 768],
  ['live', 'day', 768],
  ['drill', 'day', 320],
  ['live', 'night', 320],
];

const sato = { login: 'sato', password: 'correct horse battery' };
const browser = await support.launch();
const hubs = new Map();
/** One signed-in page for each world; the theme and the width change in place. */
const desks = new Map();
/** A page for each world at which nobody has signed in. */
const doors = new Map();
for (const world of ['drill', 'live']) {
  const hub = await startFixture(world);
  hubs.set(world, hub);
  const { page } = await support.openDesk(browser, { language: 'ja', theme: 'day', width: 1440 });
  const allAnswered = support.watchRequests(page);
  const hand = furnish(hub);
  await page.goto(hub.url);
  await support.signInHere(page, sato);
  desks.set(world, { page, allAnswered, hand });
  const outside = await support.openDesk(browser, { language: 'ja', theme: 'day', width: 1440 });
  doors.set(world, { page: outside.page, allAnswered: support.watchRequests(outside.page) });
  await outside.page.goto(hub.url);
  await outside.page.locator('form').waitFor();
}

/** Shows a screen in one look; answers its page. */
async function show(screen, [world, theme, width, part]) {
  const { page, allAnswered, hand } = (screen === door ? doors : desks).get(world);
  await support.dress(page, { theme, width });
  const path = screen === door ? '/' : screens[screen](hand);
  if (!page.url().endsWith(path)) await support.openScreen(page, path);
  await allAnswered();
  // What comes later than the answers: a map's code is loaded only when the map is seen.
  await page.waitForFunction(() => !document.body.innerText.includes('読み込んでいます'));
  await page.bringToFront();
  // Nothing is marked as if somebody pointed at it.
  await page.mouse.move(0, 0);
  await page.evaluate((heading) => {
    scrollTo(0, 0);
    document.activeElement?.blur();
    // What is sticky stays above the part that is meant.
    const top = document.getElementById(heading)?.closest('section')?.getBoundingClientRect().top;
    const bar = document.querySelector('.sticky')?.getBoundingClientRect().bottom ?? 0;
    if (top !== undefined) scrollTo(0, top - bar - 16);
    // Two frames: what has just been resized is drawn again.
    return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  }, part);
  return page;
}

const nameOf = (screen, [world, theme, width, part, as]) =>
  `${[screen, part, width, theme, world, as].filter((word) => word !== undefined).join('-')}.png`;

async function few() {
  const folder = join(root, 'docs/screenshots/console');
  mkdirSync(folder, { recursive: true });
  for (const [screen, ...look] of shown) {
    const page = await show(screen, look);
    await shrink(await page.screenshot(), look[2], join(folder, nameOf(screen, look)));
  }
}

/** A wide picture is made narrower, so that the file stays small; the words can still be read. */
async function shrink(png, width, path) {
  if (width < 1000) return writeFileSync(path, png);
  const page = await browser.newPage({ viewport: { width: 960, height: 600 } });
  await page.setContent(
    `<body style="margin:0"><img style="width:960px;display:block" src="data:image/png;base64,${png.toString('base64')}">`,
  );
  await page.screenshot({ path });
  await page.close();
}

/** The pictures of one screen beside each other, the long ones cut. */
async function sheet(folder, screen, looks, share) {
  const page = await browser.newPage({ viewport: { width: 1800, height: 1000 } });
  const cells = looks.map((look) => {
    const data = readFileSync(join(folder, nameOf(screen, look))).toString('base64');
    return `<figure style="margin:0;width:${share(look)}px"><figcaption>${screen} ${look.join(' ')}</figcaption>
      <div style="max-height:1400px;overflow:hidden;border:1px solid #888"><img style="width:100%;display:block"
      src="data:image/png;base64,${data}"></div></figure>`;
  });
  await page.setContent(
    `<body style="display:flex;gap:12px;flex-wrap:wrap;align-items:flex-start">${cells.join('')}`,
  );
  await page.screenshot({ path: join(folder, `sheet-${screen}.png`), fullPage: true, timeout: 90_000 });
  await page.close();
}

/** The whole of a screen, or its upper part where it is very long. */
async function picture(page, width, path) {
  const height = Math.min(2600, await page.evaluate(() => document.documentElement.scrollHeight));
  await page.setViewportSize({ width, height });
  await page.screenshot({ path, timeout: 90_000 });
}

async function all(folder) {
  for (const screen of [door, ...Object.keys(screens)]) {
    for (const look of everyLook)
      await picture(await show(screen, look), look[2], join(folder, nameOf(screen, look)));
    await sheet(folder, screen, everyLook, (look) => ({ 1440: 560, 768: 380, 320: 300 })[look[2]]);
  }
}

/** Where colours mean something. */
const coloured = ['home', 'map', 'alerts', 'alert', 'channels', 'check', 'draft', 'shelters', 'drill'];
const eyes = ['none', ...support.deficiencies];

async function vision(folder) {
  const see = new Map();
  for (const [world, { page }] of desks) see.set(world, await support.eyesOf(page));
  for (const screen of coloured) {
    const looks = [
      ['drill', 'day', 768],
      ['live', 'night', 768],
    ].flatMap((look) => eyes.map((as) => [...look, undefined, as]));
    for (const [world, theme, width, part, as] of looks) {
      const page = await show(screen, [world, theme, width]);
      await see.get(world)(as);
      await picture(page, width, join(folder, nameOf(screen, [world, theme, width, part, as])));
    }
    await sheet(folder, screen, looks, () => 340);
  }
}

const [, , what, where = 'console-pictures'] = process.argv;
if (what !== undefined) mkdirSync(where, { recursive: true });
if (what === '--all') await all(where);
else if (what === '--vision') await vision(where);
else await few();
await browser.close();
for (const hub of hubs.values()) await hub.close();
process.exit(0);
