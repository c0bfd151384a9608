import { expect, test } from '@jest/globals';
import { outcomeOf } from '../../web/console/alert/outcome.js';
import type { ChannelProgress } from '../../web/console/api/types.js';

const channel = (targets: number, counts: object) => ({ channel: 'sms', targets, counts }) as ChannelProgress;

test.each<[string, ChannelProgress[], boolean, object]>([
  ['under way', [channel(9, { pending: 9 })], false, { state: 'running', isMuch: false }],
  ['all taken', [channel(9, { accepted: 9 })], true, { state: 'done', unreached: 0, isMuch: false }],
  [
    'the loudspeakers held',
    [channel(9, { held: 9 }), channel(9, { accepted: 9 })],
    true,
    { state: 'held', held: 9 },
  ],
  [
    'a few dead numbers',
    [channel(1000, { refused: 14 })],
    true,
    { state: 'done', unreached: 14, isMuch: false },
  ],
  [
    '900 of 1,690 refused',
    [channel(1690, { refused: 900 }), channel(6000, {})],
    true,
    { state: 'done', isMuch: true },
  ],
  [
    'never sent before its end',
    [channel(5, { expired: 5 })],
    true,
    { state: 'done', unreached: 5, isMuch: true },
  ],
  ['overtaken by a newer version', [channel(5, { superseded: 5 })], true, { state: 'done', unreached: 0 }],
])('%s', (_, channels, settled, wanted) => expect(outcomeOf(channels, settled)).toMatchObject(wanted));
