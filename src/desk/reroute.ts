import { readAddress } from '../domain/address.js';
import { broadcastChannels, type ChannelId } from '../domain/channel.js';
import { carries } from '../domain/phrasebook.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { newId } from '../platform/id.js';
import { closeOne, overtakenBy } from '../store/decision.store.js';
import type { DeliveryRow } from '../store/entities/delivery.entity.js';
import { findDelivery } from '../store/progress.store.js';
import { insertRerouted, otherAddresses, renderingOn, type OtherAddress } from '../store/reroute.store.js';
import type { Tx } from '../store/store.js';
import type { OtherAddressShape } from '../wire/delivery.js';
import { decidable, decideOne, logOne } from './deliveries.js';
import type { Context, DeskDeps } from './desk.js';
import { refusalToSend } from './maintenance.js';

/** Another address of the same resident, or one that the officer typed. */
export type NewAddress =
  { readonly addressId: string } | { readonly channel: ChannelId; readonly typed: string };

interface Found {
  readonly channel: ChannelId;
  readonly addressId: string;
  readonly target: string;
}

/**
 * Sends one delivery to another address instead: a new delivery of the same version in the same language, with order
 * key, rank and expiry of the old one, which ends as `refused` with the fault `delivery.rerouted`. The text is the one
 * that was approved (four eyes); the address stands in the log's personal side row only.
 */
export const rerouteDelivery = (
  deps: DeskDeps,
  ctx: Context,
  id: number,
  order: { readonly to: NewAddress; readonly note: string },
): Promise<{ versionId: string; deliveryId: number } | Refusal> =>
  decideOne(deps, async (tx) => {
    const old = await decidable(tx, ctx, id, 'reroute');
    if (isRefusal(old)) return old;
    const to = await findAddress(tx, old, order.to);
    if (isRefusal(to)) return to;
    const closed = await refusalToSend(deps, tx, to.channel);
    if (closed) return closed;
    const rendering = await renderingOn(tx, old, to.channel);
    if (!rendering) return refuse('reroute.no-text', { channel: to.channel });
    const newer = await overtakenBy(tx, { ...old, channel: to.channel }, to.target);
    if (newer !== null) return refuse(`delivery.${newer}`);
    const made = await insertRerouted(
      tx,
      old,
      { ...to, renderingId: rendering.id, language: rendering.language },
      ctx.now,
    );
    if (made === null) return refuse('reroute.already-addressed');
    if (!(await closeOne(tx, old, { at: 'target', code: 'delivery.rerouted' }, ctx.now)))
      throw new Error('a delivery moved on while its incident was locked');
    const typed = 'typed' in order.to;
    await logOne(ctx, tx, old, {
      text: deps.say('ja', 'log.delivery-reroute', {
        channel: deps.say('ja', `channel.${old.channel}`),
        to: deps.say('ja', `channel.${to.channel}`),
        reason: order.note,
      }),
      data: {
        newDeliveryId: made,
        to: to.channel,
        typed,
        ...(typed ? {} : { addressId: to.addressId }),
      },
      personal: JSON.stringify({ target: to.target }),
    });
    return { versionId: old.versionId, deliveryId: made };
  });

async function findAddress(tx: Tx, old: DeliveryRow, to: NewAddress): Promise<Found | Refusal> {
  if ('typed' in to) {
    if (broadcastChannels.includes(to.channel)) return refuse('reroute.not-typed', { channel: to.channel });
    const target = readAddress(to.channel, to.typed);
    // Not the register's: it has an id of its own, so that a cancel finds it again and no screen shows it whole.
    return isRefusal(target) ? target : { channel: to.channel, addressId: `typed ${newId()}`, target };
  }
  const address = (await otherAddresses(tx, old)).find((one) => one.id === to.addressId);
  if (!address) return refuse('reroute.unknown');
  if (address.deadAt !== null) return refuse('reroute.dead-address');
  return { channel: address.channel, addressId: address.id, target: address.target };
}

/** Where else the resident of a delivery can be reached, and why not. */
export async function addressesOf(deps: DeskDeps, id: number): Promise<OtherAddressShape[] | Refusal> {
  const tx = deps.store.read;
  const delivery = await findDelivery(tx, id);
  if (!delivery) return refuse('delivery.unknown');
  const closed = async (address: OtherAddress): Promise<string | null> => {
    if (address.deadAt !== null) return 'reroute.dead-address';
    if (address.used === 1) return 'reroute.already-addressed';
    if (!carries(deps.phrasebook, address.channel)) return 'delivery.channel-off';
    return (await renderingOn(tx, delivery, address.channel)) === null ? 'reroute.no-text' : null;
  };
  return Promise.all(
    (await otherAddresses(tx, delivery)).map(async (address) => ({
      addressId: address.id,
      channel: address.channel,
      target: `…${address.target.slice(-4)}`,
      closed: await closed(address),
    })),
  );
}
