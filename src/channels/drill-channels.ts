import { request } from 'undici';
import {
  serviceChannelIds,
  type Channel,
  type ChannelId,
  type Limits,
  type Channels,
  type ServiceChannelId,
} from '../domain/channel.js';
import { paths } from '../platform/paths.js';
import { loadResidentPhrases } from '../platform/resident-phrases.js';
import type { DrillChannelsConfig } from '../wire/channel-config.js';
import { wellKnownSchema, type WellKnown } from '../wire/virtual-town.js';
import { lazyChannel, type Ability } from './lazy-channel.js';
import { createMailChannel } from './mail.js';
import { mailLimits } from './mail.limits.js';
import { createManualChannel } from './manual.js';
import { createMastodonChannel } from './mastodon.js';
import { mastodonLimits } from './mastodon.limits.js';
import { createPushChannel } from './push.js';
import { pushLimits } from './push.limits.js';
import { createRadioChannel, type RadioOptions } from './radio.js';
import { radioLimits } from './radio.limits.js';
import { createSmsChannel } from './sms.js';
import { smsLimits } from './sms.limits.js';
import { createWebPushChannel } from './web-push.js';
import { webPushLimits } from './web-push.limits.js';
import { createVoiceChannel } from './voice.js';
import { voiceLimits } from './voice.limits.js';
import { forWorld, withRate } from './world-guard.js';

export interface DrillChannelsOptions extends DrillChannelsConfig {
  /** Where the virtual Twilio reports deliveries: an address of this hub. */
  readonly smsStatusCallback?: string;
  /** Where residents' mail programs in the virtual town reach this hub. */
  readonly mailLinks?: string;
  /** How the virtual Twilio reaches this hub with what was pressed on a telephone; no slash at the end. */
  readonly publicUrl?: string;
  readonly readAudio?: RadioOptions['readAudio'];
  readonly now?: () => number;
}

const patience = 5_000;
/** Japan, and the country of Twilio's own magic numbers. */
const drillCountries = ['81', '1'];

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
function connectors(options: DrillChannelsOptions) {
  const { virtualTown, smsStatusCallback, publicUrl, now = Date.now } = options;
  const { readAudio, mailLinks = 'http://127.0.0.1/' } = options;
  const { url } = virtualTown;
  const { hostname: host } = new URL(url);
  const made: Record<ServiceChannelId, Connector> = {
    radio: {
      limits: radioLimits,
      abilities: ['prepare', 'stop', 'resolve', 'poll', 'readStations', 'readVoice'],
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
      abilities: ['resolve', 'readReceipts', 'readForm', 'notify'],
      connect: ({ credentials: { twilio } }, limits) =>
        createSmsChannel({
          ...twilio,
          baseUrl: url,
          countries: drillCountries,
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
    'web-push': {
      limits: webPushLimits,
      abilities: [],
      connect: ({ credentials: { webPush: vapid } }, limits) =>
        createWebPushChannel({ vapid, dial: { url }, limits, now }),
    },
    mail: {
      limits: mailLimits,
      abilities: ['readReceipts', 'readOptOut'],
      connect: ({ credentials: { smtp }, smtpPort: port }, limits) =>
        createMailChannel({
          relay: { host, port, tls: 'none', auth: { user: smtp.user, password: smtp.password } },
          from: { name: smtp.name, address: smtp.address },
          publicUrl: mailLinks,
          ...{ linkKey: smtp.linkKey, reportKey: smtp.reportKey, faxDomain: smtp.faxDomain, limits, now },
        }),
    },
    voice: {
      limits: voiceLimits,
      abilities: ['resolve', 'readReceipts', 'readForm', 'notify', 'hangUp'],
      connect: ({ credentials: { twilio } }, limits) =>
        createVoiceChannel({
          ...twilio,
          baseUrl: url,
          publicUrl: publicUrl ?? null,
          phrases: loadResidentPhrases(paths.locales),
          countries: drillCountries,
          limits,
          now,
        }),
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
  for (const id of serviceChannelIds) {
    const { limits, abilities, connect } = made[id];
    const own = withRate(limits, options.rates[id]);
    const open = async (): Promise<Channel> => connect(await readWellKnown(options.virtualTown.url), own);
    channels.set(id, forWorld('drill', lazyChannel(id, own, abilities, open)));
  }
  // People are there without a virtual town, and no address is asked for.
  channels.set('manual', forWorld('drill', createManualChannel()));
  return channels;
}
