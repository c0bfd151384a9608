import { request } from 'undici';
import {
  carriedChannelIds,
  type Channel,
  type CarriedChannelId,
  type ChannelId,
  type Limits,
  type Channels,
} from '../domain/channel.js';
import type { DrillChannelsConfig } from '../wire/channel-config.js';
import { wellKnownSchema, type WellKnown } from '../wire/virtual-town.js';
import { lazyChannel, type Ability } from './lazy-channel.js';
import { createMastodonChannel } from './mastodon.js';
import { mastodonLimits } from './mastodon.limits.js';
import { createPushChannel } from './push.js';
import { pushLimits } from './push.limits.js';
import { createRadioChannel, type RadioOptions } from './radio.js';
import { radioLimits } from './radio.limits.js';
import { createSmsChannel } from './sms.js';
import { smsLimits } from './sms.limits.js';
import { forWorld, withRate } from './world-guard.js';

export interface DrillChannelsOptions extends DrillChannelsConfig {
  /** Where the virtual Twilio reports deliveries: an address of this hub. */
  readonly smsStatusCallback?: string;
  readonly readAudio?: RadioOptions['readAudio'];
  readonly now?: () => number;
}

const patience = 5_000;

async function readWellKnown(url: string): Promise<WellKnown> {
  const answer = await request(new URL('/.well-known/virtual-town', url), {
    headersTimeout: patience,
    bodyTimeout: patience,
  });
  if (answer.statusCode !== 200) throw new Error(`the virtual town answered ${answer.statusCode}`);
  return wellKnownSchema.parse(await answer.body.json());
}

interface Connector {
  readonly limits: Limits;
  readonly abilities: readonly Ability[];
  readonly connect: (town: WellKnown, limits: Limits) => Channel;
}

/** How each channel is made from what the virtual town says of itself; the order of urgency. */
function connectors({ virtualTown, smsStatusCallback, readAudio, now = Date.now }: DrillChannelsOptions) {
  const { url } = virtualTown;
  const { hostname: host } = new URL(url);
  const made: Record<CarriedChannelId, Connector> = {
    radio: {
      limits: radioLimits,
      abilities: ['prepare', 'stop', 'resolve', 'poll'],
      connect: ({ credentials: { radio } }, limits) =>
        createRadioChannel({
          baseUrl: url,
          gatewayId: radio.gatewayId,
          keyId: radio.hubKeyId,
          privateKey: radio.hubPrivateKey,
          gatewayPublicKey: radio.gatewayPublicKey,
          limits,
          now,
          ...(readAudio !== undefined && { readAudio }),
        }),
    },
    push: {
      limits: pushLimits,
      abilities: [],
      connect: ({ credentials: { fcm }, tlsPort: port, ca }, limits) =>
        createPushChannel({
          projectId: fcm.project_id,
          account: { minted: fcm },
          dial: { host, port, ca },
          limits,
          now,
        }),
    },
    sms: {
      limits: smsLimits,
      abilities: ['resolve', 'readReceipts'],
      connect: ({ credentials: { twilio } }, limits) =>
        createSmsChannel({
          ...twilio,
          baseUrl: url,
          limits,
          now,
          ...(smsStatusCallback !== undefined && { statusCallback: smsStatusCallback }),
        }),
    },
    mastodon: {
      limits: mastodonLimits,
      abilities: ['readSize'],
      connect: ({ credentials: { mastodon } }, limits) =>
        createMastodonChannel({ baseUrl: url, accessToken: mastodon.accessToken, limits, now }),
    },
  };
  return made;
}

/**
 * The drill world's channels: all of them, all to the virtual town, whose address is the only thing that a drill
 * configuration holds. Addresses and credentials are asked for when first needed and again after a failure, so the
 * hub starts while the virtual town is still down; a send then comes back as `retry` with `channel.unreachable`.
 */
export function createDrillChannels(options: DrillChannelsOptions): Channels {
  const channels = new Map<ChannelId, Channel>();
  const made = connectors(options);
  for (const id of carriedChannelIds) {
    const { limits, abilities, connect } = made[id];
    const own = withRate(limits, options.rates[id]);
    const open = async (): Promise<Channel> => connect(await readWellKnown(options.virtualTown.url), own);
    channels.set(id, forWorld('drill', lazyChannel(id, own, abilities, open)));
  }
  return channels;
}
