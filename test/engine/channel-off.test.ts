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
import { listDeliveries } from '../../src/store/progress.store.js';
import { addressesOf, rerouteDelivery } from '../../src/desk/reroute.js';
import { decideGroup } from '../../src/desk/delivery-groups.js';
import { giveUpDelivery, retryDelivery } from '../../src/desk/deliveries.js';
import type { Tx } from '../../src/store/store.js';
import type { OtherAddressShape } from '../../src/wire/delivery.js';
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

describe('what waits for a person on a channel that was taken out of the configuration', () => {
  const away = { reason: 'told-otherwise', note: '' } as const;

  const phone = (n: number) => `+81901234567${n}`;

  /** Two residents with a telephone and a mailbox each. */
  const addResidents = ({ sql }: Pick<Tx, 'sql'>) =>
    sql(
      `INSERT INTO addresses (id, resident_id, channel, target, district, language)
       VALUES ('s1', 'a', 'sms', $1, 'kumai', 'ja'), ('m1', 'a', 'mail', 'a@example.jp', 'kumai', 'ja'),
         ('s2', 'b', 'sms', $2, 'kumai', 'ja'), ('s3', 'b', 'sms', $3, 'kumai', 'ja')`,
      ...[phone(1), phone(2), phone(3)],
    );

  /** An issued order whose SMS were held, and the hub without SMS. */
  async function heldSms() {
    await kept.store.write(addResidents);
    const versionId = await issued(desk, await drafted(desk, instruction));
    await kept.store.write(({ sql }) =>
      sql(
        `UPDATE deliveries SET state = 'held', held_reason = 'channel-off' WHERE version_id = $1 AND channel = 'sms'`,
        versionId,
      ),
    );
    const rows = await listDeliveries(kept.store.read, versionId, { channel: 'sms' });
    const idOf = (target: string) => rows.find((row) => row.target === target)?.id ?? 0;
    return { small: without('sms'), versionId, idOf };
  }
  const of = { state: 'held', reason: 'channel-off' } as const;

  const off = { refused: 'delivery.channel-off' };

  test('is sent again neither one by one nor together, and says why', async () => {
    const { small, versionId, idOf } = await heldSms();
    expect(await retryDelivery(small.deps, small.ctx(), idOf(phone(1)))).toMatchObject(off);
    const group = { versionId, channel: 'sms', of };
    expect(await decideGroup(small.deps, small.ctx(), group, { action: 'retry' })).toMatchObject(off);
    expect(await listDeliveries(kept.store.read, versionId, { state: 'held' })).toHaveLength(3);
  });

  test('goes to another address, but to none of that channel, or is given up', async () => {
    const { small, idOf } = await heldSms();
    const reroute = (channel: ChannelId, typed: string) =>
      rerouteDelivery(small.deps, small.ctx(), idOf(phone(1)), { to: { channel, typed }, note: '' });
    expect(await reroute('sms', phone(9))).toMatchObject(off);
    expect(await reroute('mail', 'neighbour@example.jp')).toMatchObject({ deliveryId: expect.any(Number) });
    expect(await giveUpDelivery(small.deps, small.ctx(), idOf(phone(2)), away)).toEqual(expect.any(String));
  });

  test('shows the addresses of that channel as closed', async () => {
    const { small, versionId, idOf } = await heldSms();
    await kept.store.write(({ sql }) =>
      sql('DELETE FROM deliveries WHERE version_id = $1 AND target = $2', versionId, phone(3)),
    );
    const closedOf = async (hub: typeof desk) =>
      ((await addressesOf(hub.deps, idOf(phone(2)))) as OtherAddressShape[]).map(({ closed }) => closed);
    expect(await closedOf(small)).toEqual(['delivery.channel-off']);
    expect(await closedOf(desk)).toEqual([null]);
  });

  test('is sent again once the configuration has it back', async () => {
    const { versionId, idOf } = await heldSms();
    expect(await retryDelivery(desk.deps, desk.ctx(), idOf(phone(1)))).toBe(versionId);
  });
});
