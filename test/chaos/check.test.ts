import { serviceChannelIds } from '../../src/domain/channel.js';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { paths } from '../../src/platform/paths.js';
import type { LedgerEntry } from '../../src/wire/virtual-town.js';
import type { DeliveryFacts, HubTables } from './audit.js';
import { judge, type Ordeal } from './check.js';
import type { FaultModule } from './fault-row.js';

const row = (more: Partial<DeliveryFacts> = {}): DeliveryFacts => ({
  id: 1,
  channel: 'sms',
  target: 't',
  state: 'accepted',
  callId: 'c',
  ref: 'r',
  committedAt: 0,
  successes: 1,
  unsures: 0,
  lapses: 0,
  ...more,
});
const effect = (more: Partial<LedgerEntry> = {}) =>
  ({ provider: 'sms', target: 't', ...more }) as LedgerEntry;
const ordeal: Ordeal = {
  issued: 1,
  inFlight: 10,
  kills: 1,
  rate: { callsPerSecond: 1, concurrency: 1 },
};
const broken = (
  deliveries: DeliveryFacts[],
  ledger: LedgerEntry[],
  more: Partial<HubTables & Ordeal> = {},
) => {
  const { untended = 0, ...rest } = more;
  const verdict = judge({ deliveries, untended }, ledger, { ...ordeal, ...rest });
  return Object.entries(verdict).flatMap(([name, faults]) => (faults.length > 0 ? [name] : []));
};

describe('the judge of tables and ledger', () => {
  test('finds nothing where nothing is wrong', () => {
    expect(broken([row()], [effect()])).toEqual([]);
  });

  test.each<[string, string, DeliveryFacts[], LedgerEntry[], Partial<HubTables & Ordeal>?]>([
    ['NoLoss', 'one that is still pending', [row({ state: 'pending' })], [effect()]],
    ['NoLoss', 'a success that reached nobody', [row()], []],
    ['NoLoss', 'a row that is missing', [row()], [effect()], { issued: 2 }],
    ['NoLoss', 'one that is held under no task', [row()], [effect()], { untended: 1 }],
    ['NoPhantom', 'an effect on nobody’s address', [row()], [effect(), effect({ target: 'u' })]],
    ['SingleSuccess', 'two successes', [row({ successes: 2 })], [effect()]],
    [
      'OnceEffect',
      'a second effect under a key',
      [row({ channel: 'radio', unsures: 3 })],
      [effect({ provider: 'radio' }), effect({ provider: 'radio' })],
    ],
    ['BoundedUnsure', 'a second effect that the hub knew nothing of', [row()], [effect(), effect()]],
    ['BoundedUnsure', 'more unsure than were in flight', [row({ unsures: 11, lapses: 11 })], [effect()]],
    [
      'BoundedUnsure',
      'more in flight than a kill may find',
      [row()],
      [effect()],
      { inFlight: 3 * serviceChannelIds.length + 1 },
    ],
  ])('%s: %s', (invariant, _, deliveries, ledger, more = {}) => {
    expect(broken(deliveries, ledger, more)).toEqual([invariant]);
  });

  test('one that was unsure once may have had two effects', () => {
    expect(broken([row({ unsures: 1 })], [effect(), effect()])).toEqual([]);
  });
});

test('every file of faults/ is a fault that npm run chaos can run', async () => {
  const files = readdirSync(join(paths.root, 'test/chaos/faults')).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const { run, runs } = (await import(`./faults/${file.replace('.ts', '.js')}`)) as Partial<FaultModule>;
    expect([file, typeof run]).toEqual([file, 'function']);
    expect(runs?.long ?? 20).toBeGreaterThanOrEqual(runs?.quick ?? 3);
  }
});
