/** Telegrams by file: what is laid into the inbox is received, proposed from, and moved; nothing is deleted. */
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { shiftTimes } from '../../src/formats/jma/shift-times.js';
import { paths } from '../../src/platform/paths.js';
import type { ProposalShape, TelegramShape } from '../../src/wire/alert.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';

let hub: TestHub;
let duty: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub();
  duty = await hub.signIn(hub.officers[0]);
}, 60_000);
afterAll(() => hub.close());

const inbox = () => join(hub.dataDir, 'inbox');
/** Written beside and moved in, as a careful program would; the hub also waits for one that writes in place. */
async function lay(name: string, text: string): Promise<void> {
  await writeFile(join(hub.dataDir, name), text);
  await rename(join(hub.dataDir, name), join(inbox(), name));
}
const movedTo = (folder: string) =>
  until(async () => {
    const names = await readdir(join(inbox(), folder));
    return names.length > 0 ? names : null;
  });

test('a good file becomes a proposal and is kept in received', async () => {
  const file = join(paths.root, 'config/scenarios/night-landslide/telegrams/05-landslide-danger-l4.xml');
  const xml = await readFile(file, 'utf8');
  await lay('l4.xml', shiftTimes(xml, Date.now() - Date.parse('2026-07-11T01:20:00+09:00')));
  expect((await movedTo('received'))[0]).toMatch(/l4\.xml$/);
  const { body } = await duty.get<ProposalShape[]>('/api/v1/proposals');
  expect(body).toMatchObject([{ kind: 'evacuation-instruction', level: 4, state: 'open' }]);
});

test('a broken file is kept whole in unreadable, and shown', async () => {
  await lay('broken.xml', '<Report><Control>');
  const [name = ''] = await movedTo('unreadable');
  expect(await readFile(join(inbox(), 'unreadable', name), 'utf8')).toBe('<Report><Control>');
  const { body } = await duty.get<TelegramShape[]>('/api/v1/telegrams');
  expect(body[0]).toMatchObject({ refused: 'telegram.malformed', concerned: false });
  expect((await readdir(inbox())).sort()).toEqual(['received', 'unreadable']);
});
