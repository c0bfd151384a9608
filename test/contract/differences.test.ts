import { describe, expect, test } from '@jest/globals';
import type { VersionShape } from '../../src/wire/alert.js';
import { changes, differences, overlaps } from '../../web/console/confirm/differences.js';

const version = {
  alertId: 'a2',
  kind: 'evacuation-instruction',
  level: 4,
  channels: ['radio', 'push', 'mail'],
  slots: { hazard: 'landslide', reason: 'landslide-risk' },
} as const;
const input = { ...version, channels: [...version.channels] };

describe('what differs from what a message was made of', () => {
  test('channels, districts and slots, each way', () => {
    const base = {
      channels: ['radio', 'push', 'sms'],
      districts: ['okuda', 'ohashi'],
      slots: { hazard: 'landslide', reason: 'heavy-rain' },
    } as const;
    expect(differences(input, ['okuda', 'sue'], base)).toEqual([
      { what: 'channelsOff', channels: ['sms'] },
      { what: 'channelsOn', channels: ['mail'] },
      { what: 'districtsMore', districts: ['sue'] },
      { what: 'districtsFewer', districts: ['ohashi'] },
      { what: 'slot', slot: 'reason' },
    ]);
  });

  test('what was typed into a blank form is no difference', () => {
    const blank = { channels: version.channels, districts: null, slots: null };
    expect(differences(input, ['okuda'], blank)).toEqual([]);
  });
});

describe('what changed while it was being read', () => {
  const codesOf = (districts: 'all' | readonly string[]) =>
    districts === 'all' ? ['okuda', 'sue'] : districts;
  const texts = (...said: string[]) =>
    said.map((text) => ({ channel: 'push', text })) as unknown as Parameters<typeof changes>[0]['renderings'];
  const read = {
    ...input,
    leftOut: [] as VersionShape['leftOut'],
    districts: ['okuda'],
    decision: { by: '町長', means: 'phone' as const },
    radioLater: { chosen: false, refused: null },
    renderings: texts('避難してください。'),
  };

  test('nothing, where all of it is as it was', () => {
    expect(changes(read, structuredClone(read), codesOf)).toEqual([]);
  });

  test('a slot that was added, changed or emptied; the whole town by its districts', () => {
    const after = {
      ...{ ...read, districts: 'all' as const },
      slots: { reason: 'heavy-rain', note: '崖に近づかない' },
    };
    expect(changes(read, after, codesOf)).toEqual([
      { what: 'districtsMore', districts: ['sue'] },
      { what: 'slot', slot: 'reason' },
      { what: 'slot', slot: 'note' },
      { what: 'slot', slot: 'hazard' },
    ]);
  });

  test('why a channel is left out, also where only the reason is new', () => {
    const leftOut = [{ channel: 'sms' as const, reason: '試験中' }];
    const after = { ...read, leftOut };
    expect(changes(read, after, codesOf)).toEqual([{ what: 'channelsOff', channels: ['sms'] }]);
    expect(changes(after, structuredClone(after), codesOf)).toEqual([]);
  });

  test('who decided, a broadcast left for the morning, and the texts of a channel', () => {
    const after = {
      ...{ ...read, decision: { by: '副町長', means: 'phone' as const } },
      ...{ radioLater: { chosen: true, refused: null }, renderings: texts('逃げてください。') },
    };
    expect(changes(read, after, codesOf)).toEqual([
      { what: 'decision' },
      { what: 'radioLater' },
      { what: 'texts', channels: ['push'] },
    ]);
  });
});

const order = (hazard: string, level: number, alertId = 'a1') => ({
  ...{ hazard, level, alertId, kind: 'evacuation-instruction', since: 0 },
});
const state = (...orders: ReturnType<typeof order>[]) => ({
  districts: [
    { code: 'okuda', level: 4, orders },
    { code: 'sue', level: 4, orders },
    { code: 'izumi', level: null, orders: [] },
  ],
});
const sets = { effects: 'set' } as Parameters<typeof overlaps>[0];
const none = { effects: 'none' } as Parameters<typeof overlaps>[0];
const alert = (id: string, kind: string, status: string) =>
  ({
    ...{ id, number: '令和8年 第3号' },
    versions: [{ kind, status, purpose: 'message', author: { id: 'o', name: '小川' } }],
  }) as unknown as Parameters<typeof overlaps>[3]['alerts'][number];

describe('what a message meets that is out or on its way', () => {
  const met = (...orders: ReturnType<typeof order>[]) =>
    overlaps(sets, version, ['okuda', 'sue'], { state: state(...orders), alerts: [] });

  test.each([
    [4, 'same'],
    [3, 'raises'],
    [5, 'higher'],
    [0, 'raises'],
  ] as const)('an order of level %s of the same hazard: %s, its districts together', (level, what) => {
    expect(met(order('landslide', level))).toEqual([
      { what, hazard: 'landslide', level, districts: ['okuda', 'sue'] },
    ]);
  });

  test('another hazard in the same district', () => {
    expect(met(order('flood', 4))).toEqual([
      { what: 'other', hazard: 'flood', level: 4, districts: ['okuda', 'sue'] },
    ]);
  });

  test('its own alert is no overlap, and neither is another district', () => {
    expect(met(order('landslide', 4, 'a2'))).toEqual([]);
    const elsewhere = { state: state(order('landslide', 4)), alerts: [] };
    expect(overlaps(sets, version, ['izumi'], elsewhere)).toEqual([]);
  });

  test('a combined message is measured by the order of the district', () => {
    const combined = {
      ...version,
      level: 5,
      slots: { orders: [{ level: 3 as const, hazard: 'flood' as const, districts: ['okuda'] }] },
    };
    const found = overlaps(sets, combined, ['okuda'], { state: state(order('flood', 4)), alerts: [] });
    expect(found).toEqual([{ what: 'higher', hazard: 'flood', level: 4, districts: ['okuda'] }]);
  });

  test('one of its kind that is out, or waits; of an order only what waits', () => {
    const outage = { ...version, kind: 'water-outage', level: null };
    const alerts = [alert('a1', 'water-outage', 'issued'), alert('a3', 'water-outage', 'submitted')];
    const around = { state: state(), alerts };
    expect(overlaps(none, outage, [], around)).toEqual([
      { what: 'sameKind', number: '令和8年 第3号' },
      { what: 'waiting', author: '小川' },
    ]);
    expect(overlaps(sets, outage, [], around)).toEqual([{ what: 'waiting', author: '小川' }]);
  });
});
