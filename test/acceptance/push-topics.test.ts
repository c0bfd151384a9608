import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { languages } from '../../src/domain/language.js';
import type { VersionShape } from '../../src/wire/alert.js';
import { startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(60_000);
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
}, 60_000);
afterAll(() => hub?.close());

const onlyPush: { channels: VersionShape['channels'] } = { channels: ['push'] };
const topics = languages.map((language) => `topic:hatoyama-${language}`).sort();
/** The topics that heard a version, each as often as it did. */
async function heard(version: VersionShape): Promise<string[]> {
  await step.settled(duty, version.id);
  return hub.town.ledger
    .entries({ provider: 'push', alert: version.alertId })
    .filter(({ target }) => target.startsWith('topic:'))
    .map(({ target }) => target)
    .sort();
}
const newest = async (alertId: string): Promise<VersionShape> =>
  step.read(duty, (await step.alert(duty, alertId)).versions[0]?.id ?? '');

describe('phones that are not in the register, whose district nobody knows', () => {
  test('hear what is for the whole town, once a language, beside the tokens', async () => {
    const version = await step.issued(duty, chief, step.order('all', 'flood'), onlyPush);
    expect(await heard(version)).toEqual(topics);
    const pushed = hub.town.ledger.entries({ provider: 'push', alert: version.alertId });
    expect(pushed.length).toBeGreaterThan(1000);
    for (const { target, text, lang } of pushed)
      if (target.startsWith('topic:'))
        expect([target, text]).toEqual([`topic:hatoyama-${lang}`, expect.stringMatching(/^\S/)]);
    // What follows it goes the same way, though it is for a few districts only.
    const lifted = await step.issued(duty, chief, { liftOf: version.id, districts: ['sue'] });
    await step.settled(duty, lifted.id);
    expect(await heard(lifted)).toEqual([...topics, ...topics].sort());
    step.good(await step.cancel(duty, lifted.alertId));
    const cancelled = await newest(lifted.alertId);
    expect(cancelled.purpose).toBe('cancel');
    expect(await heard(cancelled)).toHaveLength(3 * topics.length);
  });

  test('hear nothing of an order to some districts, nor of its cancel: it is never widened', async () => {
    const version = await step.issued(duty, chief, step.order(['okuda', 'ohashi'], 'landslide'), onlyPush);
    expect(await heard(version)).toEqual([]);
    step.good(await step.cancel(duty, version.alertId));
    expect(await heard(await newest(version.alertId))).toEqual([]);
  });
});
