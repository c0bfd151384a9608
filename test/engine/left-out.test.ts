/** A channel that the author switched off: why, before the approver's eyes, in what is approved, and in the log. */
import { expect, test } from '@jest/globals';
import { openDraft } from '../../src/desk/open-draft.js';
import { viewVersion } from '../../src/desk/view.js';
import type { ChannelId } from '../../src/domain/channel.js';
import type { LeftOutReasons } from '../../src/domain/left-out.js';
import { VersionRow } from '../../src/store/entities/alert.entity.js';
import { logTexts } from './desk.js';
import { chief, drafted, good, instruction, issued, submitted, useTownDesk } from './town-desk.js';

const { kept, desk } = useTownDesk();
const rowOf = (id: string) => kept.store.read.rows.findOneByOrFail(VersionRow, { id });
const seen = async (id: string) =>
  (await viewVersion(desk.deps, kept.store.read, chief, await rowOf(id))).leftOut;

const all = ['radio', 'push', 'web-push', 'sms', 'voice', 'mail', 'mastodon', 'manual'] as const;
const without = (...off: readonly ChannelId[]): ChannelId[] => all.filter((one) => !off.includes(one));
const draft = (channels: readonly ChannelId[], leftOut?: LeftOutReasons) =>
  drafted(desk, instruction, { channels, leftOut });

test('why a channel is left out is seen by the approver, stands in the log, and is part of what is approved', async () => {
  const id = await draft(without('radio', 'sms'), { radio: ' 親局が点検中 ', sms: '  ', push: '使っている' });
  const expected = [
    { channel: 'radio', reason: '親局が点検中' },
    { channel: 'sms', reason: null },
  ];
  expect(await seen(id)).toEqual(expected);
  good(await submitted(desk, id));
  expect(await seen(id)).toEqual(expected);
  expect((await logTexts(kept.store)).at(-1)).toMatch(
    /の承認を依頼。対象 \d+ 人。使わないチャネル：防災行政無線（親局が点検中）、SMS（理由の記入なし）$/,
  );
  // The same version once more: with the same reasons it has the same digest, with another one another.
  const digest = (await rowOf(id)).digest;
  const again = async (reasons: LeftOutReasons) => {
    await kept.store.write(({ sql }) =>
      sql(`UPDATE versions SET status = 'draft', left_out = $2 WHERE id = $1`, id, JSON.stringify(reasons)),
    );
    good(await submitted(desk, id));
    return (await rowOf(id)).digest;
  };
  expect(await again({ radio: '親局が点検中' })).toBe(digest);
  expect(await again({ radio: '雨戸が閉まっている' })).not.toBe(digest);
});

test('what is switched on again needs no reason; a message that uses everything says nothing about it', async () => {
  const id = await draft(without('radio'), { radio: '点検中' });
  const row = await rowOf(id);
  expect(row.leftOut).toBe('{"radio":"点検中"}');
  const whole = await draft(all, { radio: '点検中' });
  expect((await rowOf(whole)).leftOut).toBeNull();
  expect(await seen(whole)).toEqual([]);
  good(await submitted(desk, whole));
  expect((await logTexts(kept.store)).at(-1)).toMatch(/対象 \d+ 人$/);
});

test('an extension leaves out the same for the same reason', async () => {
  const order = await issued(desk, await draft(without('radio'), { radio: '親局が点検中' }));
  const next = good(await openDraft(desk.deps, desk.ctx(), { extendOf: order }));
  expect(await seen(next)).toEqual([{ channel: 'radio', reason: '親局が点検中' }]);
});
