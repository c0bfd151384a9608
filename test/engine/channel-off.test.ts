/** A town without one of the channels: no message offers it, and nothing waits for a way out that isn't there. */
import { describe, expect, test } from '@jest/globals';
import { editDraft } from '../../src/desk/draft.js';
import { openDraft } from '../../src/desk/open-draft.js';
import { submitDraft } from '../../src/desk/submit.js';
import { phraseFor } from '../../src/desk/phrase.js';
import { contentOf } from '../../src/desk/version-json.js';
import { viewVersion } from '../../src/desk/view.js';
import { carriedChannelIds, type ChannelId } from '../../src/domain/channel.js';
import { carriedBy } from '../../src/domain/phrasebook.js';
import { findVersion } from '../../src/store/version.store.js';
import { drafted, good, instruction, issued, submitted, useTownDesk, writer } from './town-desk.js';

const { kept, desk } = useTownDesk();

const without = (...off: readonly ChannelId[]) => {
  const has = new Set(carriedChannelIds.filter((id) => !off.includes(id)));
  return { ...desk, deps: { ...desk.deps, phrasebook: carriedBy(desk.deps.phrasebook, has) } };
};
const read = async (id: string) => {
  const row = await findVersion(kept.store.read, id);
  if (row === null) throw new Error('no version');
  return row;
};
const channelsOf = async (id: string) => contentOf(await read(id)).channels;

describe('a hub whose configuration leaves SMS and web push off', () => {
  test('offers neither, asks nobody why they are left out, and has no delivery that nothing carries', async () => {
    const small = without('sms', 'web-push');
    const id = await drafted(small, instruction);
    expect(await channelsOf(id)).toEqual(
      (await channelsOf(await drafted(desk, instruction))).filter(
        (channel) => channel !== 'sms' && channel !== 'web-push',
      ),
    );
    good(await submitted(small, id));
    expect((await viewVersion(small.deps, kept.store.read, writer, await read(id))).leftOut).toEqual([]);
  });

  test('takes them off the next version of a message that had them', async () => {
    const small = without('sms', 'web-push');
    const order = await issued(desk, await drafted(desk, instruction));
    expect(await channelsOf(order)).toContain('sms');
    expect(
      await channelsOf(good(await openDraft(small.deps, small.ctx(), { extendOf: order }))),
    ).not.toContain('sms');
  });

  test('refuses a draft of before that still has one, until a change is saved', async () => {
    const small = without('sms');
    const id = await drafted(desk, instruction);
    const submit = async () =>
      submitDraft(small.deps, small.ctx(), id, {
        revision: (await read(id)).revision,
        phrase: phraseFor(small.deps, instruction.kind).ja,
      });
    expect(await submit()).toEqual({ refused: 'submit.channel-off', vars: { channel: 'sms' } });
    const { slots, districts, channels, decision } = contentOf(await read(id));
    const edit = { revision: (await read(id)).revision, slots, districts, channels, decision };
    good(await editDraft(small.deps, small.ctx(), id, edit));
    good(await submit());
  });
});
