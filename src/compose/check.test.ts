import { describe, expect, test } from '@jest/globals';
import { limits, messageOf, phrasebook, shelterIds, slotsOf, town } from '../../test/locales/fixtures.js';
import type { Message } from '../domain/message.js';
import { compose } from './compose.js';

const refusalOf = (message: Message) => compose({ message, phrasebook, town, limits });
const order = (slots: object, changes: Partial<Message> = {}): Message =>
  messageOf('evacuation-instruction', { slots: { hazard: 'landslide', ...slots }, ...changes });

describe('bad input is refused with its reason', () => {
  test.each<[string, Message, string, object]>([
    ['unknown kind', messageOf('ragnarok'), 'compose.unknown-kind', { kind: 'ragnarok' }],
    [
      'a kind named like an object’s own property',
      messageOf('toString'),
      'compose.unknown-kind',
      { kind: 'toString' },
    ],
    [
      'missing slot',
      messageOf('evacuation-instruction', { slots: {} }),
      'compose.missing-slot',
      { slot: 'hazard' },
    ],
    ['unknown slot', order({ colour: 'red' }), 'compose.unknown-slot', { slot: 'colour' }],
    ['hazard without a level', order({ hazard: 'earthquake' }), 'compose.bad-slot', { slot: 'hazard' }],
    ['unknown reason', order({ reason: 'because' }), 'compose.bad-slot', { slot: 'reason' }],
    ['unknown shelter', order({ shelters: ['nowhere'] }), 'compose.bad-slot', { slot: 'shelters' }],
    ['no shelter at all', order({ shelters: [] }), 'compose.bad-slot', { slot: 'shelters' }],
    [
      'a shelter twice',
      order({ shelters: [shelterIds[0], shelterIds[0]] }),
      'compose.bad-slot',
      { slot: 'shelters' },
    ],
    ['empty note', order({ note: '  ' }), 'compose.bad-slot', { slot: 'note' }],
    ['line break in a note', order({ note: '一\n二' }), 'compose.bad-slot', { slot: 'note' }],
    ['hidden direction mark', order({ note: '一\u202E二' }), 'compose.bad-slot', { slot: 'note' }],
    [
      'overlong note',
      order({ note: '山'.repeat(121) }),
      'compose.text-too-long',
      { slot: 'note', max: 120, actual: 121 },
    ],
    [
      'unknown district',
      order({}, { districts: ['okuda', 'atlantis'] }),
      'compose.unknown-district',
      { district: 'atlantis' },
    ],
    ['no district', order({}, { districts: [] }), 'compose.no-district', {}],
    ['no time of decision', order({}, { decidedAt: Number.NaN }), 'compose.bad-slot', { slot: 'decidedAt' }],
    [
      'a time that is a text',
      messageOf('cancellation', { slots: { ...slotsOf['cancellation'], sentAt: 'noon' } }),
      'compose.bad-slot',
      { slot: 'sentAt' },
    ],
    [
      'a lift of what is no order',
      messageOf('order-lifted', { slots: { ...slotsOf['order-lifted'], ofKind: 'test-broadcast' } }),
      'compose.bad-slot',
      { slot: 'ofKind' },
    ],
    [
      'a shelter at level 5',
      messageOf('emergency-safety', { slots: { hazard: 'flood', shelters: shelterIds } }),
      'compose.unknown-slot',
      { slot: 'shelters' },
    ],
  ])('%s', (_situation, message, code, vars) =>
    expect(refusalOf(message)).toMatchObject({
      refused: code,
      ...(Object.keys(vars).length > 0 && { vars }),
    }),
  );

  test('120 family emoji are 120 characters', () =>
    expect(refusalOf(order({ note: '👨‍👩‍👧‍👦'.repeat(120) }))).not.toMatchObject({
      refused: 'compose.text-too-long',
    }));
});
