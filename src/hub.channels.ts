// What a hub's configuration makes of its channels, its voices and its telephones.
import { createDrillChannels } from './channels/drill-channels.js';
import { createLiveChannels } from './channels/live-channels.js';
import { unsignedFaults } from './compose/review.js';
import type { RingingDeps } from './dispatch/ring-call.js';
import type { Channel, Channels } from './domain/channel.js';
import { isLanguage } from './domain/language.js';
import type { Phrasebook } from './domain/phrasebook.js';
import type { Town } from './domain/town.js';
import type { Clock } from './platform/clock.js';
import { ConfigError } from './platform/config-error.js';
import { environment, type Config } from './platform/config.js';
import type { Logger } from './platform/logger.js';
import { paths } from './platform/paths.js';
import { townReadings } from './platform/town-readings.js';
import { openSpeech } from './speech/open-speech.js';
import type { Speech } from './speech/speech.js';
import { officerPhone } from './wire/virtual-town.js';

/** The voices of this machine, or none: everything works without. @throws ConfigError where one is required */
export const speechOf = ({ speech, dataDir }: Config, town: Town, logger: Logger) =>
  openSpeech({
    voice: speech.voice,
    megabytesMost: speech.megabytes,
    dataDir,
    readings: townReadings(paths.config, town),
    onFault: (error) => logger.error({ err: error }, 'a broadcast could not be made into sound'),
  });

type ReadAudio = Speech['readAudio'];

/** Without a voice no broadcast has a sound file, and none is found. */
export const readAudioOf =
  (speech: Speech | null): ReadAudio =>
  async (sha256) =>
    (await speech?.readAudio(sha256)) ?? null;

/** What channels are made from beside the configuration. */
interface ChannelParts {
  readonly phrasebook: Phrasebook;
  readonly town: Town;
  readonly readAudio: ReadAudio;
  readonly clock: Clock;
}

/** The channels of a hub's world. @throws ConfigError when the live world may not start */
export async function channelsOf(config: Config, parts: ChannelParts): Promise<readonly Channel[]> {
  const made = config.world === 'live' ? await liveChannels(config, parts) : drillChannels(config, parts);
  return [...made.values()];
}

/**
 * The live world's channels. It doesn't start while a secret is missing, nor with a language whose level 3–5 phrases
 * nobody signed, Japanese included (R20). @throws ConfigError with all of it at once, what is missing first
 */
async function liveChannels(
  config: Extract<Config, { world: 'live' }>,
  { phrasebook, town, readAudio, clock }: ChannelParts,
): Promise<Channels> {
  const unsigned = unsignedFaults(phrasebook, town.languages.filter(isLanguage));
  let channels: Channels;
  try {
    channels = await createLiveChannels(config.channels, environment(), {
      now: () => clock.now(),
      publicUrl: publicUrlOf(config),
      readAudio,
      outboundProxy: config.outboundProxy,
    });
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError([...error.faults, ...unsigned]);
    throw error;
  }
  if (unsigned.length === 0) return channels;
  await Promise.all([...channels.values()].map((channel) => channel.close?.()));
  throw new ConfigError(unsigned);
}

function drillChannels(
  config: Extract<Config, { world: 'drill' }>,
  { readAudio, clock }: ChannelParts,
): Channels {
  const publicUrl = publicUrlOf(config) ?? '';
  const smsStatusCallback = `${publicUrl}/receipts/sms`;
  return createDrillChannels({
    ...config.channels,
    publicUrl,
    smsStatusCallback,
    readAudio,
    now: () => clock.now(),
    mailLinks: `${publicUrl}/`,
  });
}

/** How providers reach this hub, without a slash at the end; in a drill they are on the same machine. Null where only the request itself tells. */
export function publicUrlOf(config: Config): string | null {
  if (config.world === 'drill') return `http://${config.http.host}:${config.http.port}`;
  return config.publicUrl?.replace(/\/$/, '') ?? null;
}

/** In the live world the town's list; in a drill every approver, each at a virtual telephone of her own. */
export function ringingOf(config: Config): Pick<RingingDeps, 'onCall' | 'nextAfter'> {
  if (config.world === 'drill')
    return {
      onCall: (approvers) => approvers.map((approver, i) => ({ ...approver, phone: officerPhone(i + 1) })),
      nextAfter: drillNextAfter,
    };
  const { onCall, nextAfter } = config.ringing;
  return {
    onCall: (approvers) =>
      onCall.flatMap(({ login, phone }) => {
        const approver = approvers.find((one) => one.login === login);
        return approver === undefined ? [] : [{ ...approver, phone }];
      }),
    nextAfter: nextAfter * 1000,
  };
}

/** Milliseconds. */
const drillNextAfter = 45_000;
