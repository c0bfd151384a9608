/** STOP and START on the tested engine: nothing goes to a stopped number, and it is not forgotten. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { countAudience, insertPersonal } from '../../src/store/audience.store.js';
import {
  countByLanguage,
  languageOfNumber,
  optIn,
  optOut,
  rememberInput,
} from '../../src/store/phone.store.js';
import { insertResidents } from '../../src/store/resident.store.js';
import { buryAddresses } from '../../src/store/delivery.store.js';
import { openTestStore, type TestStore } from '../support/store.js';

let opened: TestStore;
const now = 1_800_000_000_000;
const number = '+819000000001';
const resident = (id: string, target: string, language = 'ja') => ({
  id,
  district: 'okuda',
  language,
  addresses: [{ channel: 'sms', target }],
});

beforeEach(async () => {
  opened = await openTestStore();
  await opened.store.write((tx) =>
    insertResidents(tx, [
      resident('a', number, 'vi'),
      resident('b', '+819000000002'),
      resident('c', '+819000000003', 'en'),
    ]),
  );
});
afterEach(() => opened.close());

const audience = () => countAudience(opened.store.read, ['sms'], ['okuda']);

test('a stopped number is in no audience, and comes back with START', async () => {
  expect(await audience()).toEqual({ people: 3, addresses: 3 });
  expect(await opened.store.write((tx) => optOut(tx, 'sms', number, now))).toBe(1);
  expect(await audience()).toEqual({ people: 2, addresses: 2 });
  expect(await countByLanguage(opened.store.read, 'sms', ['okuda'])).toEqual([
    { language: 'en', addresses: 1 },
    { language: 'ja', addresses: 1 },
  ]);
  expect(await languageOfNumber(opened.store.read, 'sms', number)).toBe('vi');
  expect(await opened.store.write((tx) => optIn(tx, 'sms', number))).toBe(1);
  expect(await audience()).toEqual({ people: 3, addresses: 3 });
});

test('STOP on SMS leaves the telephone alone, and a second STOP stops nothing more', async () => {
  expect(await opened.store.write((tx) => optOut(tx, 'voice', number, now))).toBe(0);
  await opened.store.write((tx) => optOut(tx, 'sms', number, now));
  expect(await opened.store.write((tx) => optOut(tx, 'sms', number, now + 1))).toBe(0);
});

test('START also brings back a number that the provider had refused because of the STOP', async () => {
  await opened.store.write((tx) => buryAddresses(tx, 'sms', [number], now));
  expect((await audience()).addresses).toBe(2);
  await opened.store.write((tx) => optIn(tx, 'sms', number));
  expect((await audience()).addresses).toBe(3);
});

test('no delivery is made for a stopped number', async () => {
  await opened.store.write((tx) => optOut(tx, 'sms', number, now));
  await opened.store.write(async (tx) => {
    await tx.sql(
      `INSERT INTO renderings (id, version_id, purpose, channel, language, position, doc) VALUES ('r', 'v', 'message', 'sms', 'ja', 0, '{}')`,
    );
    const batch = {
      ...{ versionId: 'v', alertId: 'a', orderKey: 'k', purpose: 'message', renderingsOf: 'v' },
      ...{ rank: 1, now, expiresAt: now + 1000, supersedes: true },
    };
    await insertPersonal(tx, batch, 'sms', ['okuda']);
  });
  const rows = await opened.store.read.sql<{ target: string }>(
    'SELECT target FROM deliveries ORDER BY target',
  );
  expect(rows.map(({ target }) => target)).toEqual(['+819000000002', '+819000000003']);
});

test('the same input counts once; its first time is remembered', async () => {
  const remember = (at: number) => opened.store.write((tx) => rememberInput(tx, 'sms SM1', at));
  expect(await remember(now)).toBeNull();
  expect(await remember(now + 5)).toBe(now);
});
