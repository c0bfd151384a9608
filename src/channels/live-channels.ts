import { serviceChannelIds, type Channel, type Channels, type ServiceChannelId } from '../domain/channel.js';
import { ConfigError } from '../platform/config-error.js';
import { p256PublicKey } from '../platform/p256.js';
import { ed25519PrivateKey, ed25519PublicKey, isRsaPrivateKey } from '../platform/pem-keys.js';
import { paths } from '../platform/paths.js';
import type { SecretEnvironment } from '../platform/secrets.js';
import { loadResidentPhrases } from '../platform/resident-phrases.js';
import type { LiveChannelsConfig, OutboundProxyConfig } from '../wire/channel-config.js';
import { readingOf, readProject, readProxy, type Reading } from './live-secrets.js';
import { createMailChannel } from './mail.js';
import { mailLimits } from './mail.limits.js';
import { createManualChannel } from './manual.js';
import { createMastodonChannel } from './mastodon.js';
import { mastodonLimits } from './mastodon.limits.js';
import { createPushChannel } from './push.js';
import { pushLimits } from './push.limits.js';
import { createRadioChannel, type RadioOptions } from './radio.js';
import { radioLimits } from './radio.limits.js';
import { renewedChannel } from './renewed-channel.js';
import { createSmsChannel } from './sms.js';
import { smsLimits } from './sms.limits.js';
import type { OutboundProxy } from './tunnel.js';
import { createWebPushChannel } from './web-push.js';
import { webPushLimits } from './web-push.limits.js';
import { createVoiceChannel } from './voice.js';
import { voiceLimits } from './voice.limits.js';
import { forWorld, withRate } from './world-guard.js';

type Make = () => Channel;

/** What channels are made from beside their configuration. */
export interface LiveParts {
  /** The process's clock (ADR 0019). */
  readonly now: () => number;
  /** How providers reach this hub, without a slash at the end; null: nothing is heard from them. */
  readonly publicUrl: string | null;
  readonly readAudio?: RadioOptions['readAudio'];
  /** Through what the providers on the internet are reached; the town's own gateway and mail relay never are. */
  readonly outboundProxy?: OutboundProxyConfig | undefined;
}

/** The same when the secrets were read. */
interface OpenParts extends LiveParts {
  /** Empty where no proxy is configured. */
  readonly way: { readonly proxy?: OutboundProxy };
}

/** Nothing but the time of day. */
export const noParts: LiveParts = { now: Date.now, publicUrl: null };

type Entry<Id extends ServiceChannelId> = NonNullable<LiveChannelsConfig[Id]>;

async function radio(
  entry: Entry<'radio'>,
  { checked, ca: readCa }: Reading,
  { now, readAudio }: LiveParts,
): Promise<Make> {
  const privateKey = await checked(
    'channels.radio.privateKey',
    entry.privateKey,
    (pem) => ed25519PrivateKey(pem) !== null,
    'is no private Ed25519 key in PEM (docs/channels/radio.md says how one is made)',
  );
  const gatewayPublicKey = await checked(
    'channels.radio.gatewayPublicKey',
    entry.gatewayPublicKey,
    (pem) => ed25519PublicKey(pem) !== null,
    'is no public Ed25519 key in PEM (docs/channels/radio.md says how one is made)',
  );
  const ca = await readCa('channels.radio.ca', entry.ca);
  const { url: baseUrl, gatewayId, keyId } = entry;
  const limits = withRate(radioLimits, entry.rates);
  return () =>
    createRadioChannel({
      baseUrl,
      gatewayId,
      keyId,
      privateKey,
      gatewayPublicKey,
      limits,
      now,
      ...(ca !== '' && { ca }),
      ...(readAudio !== undefined && { readAudio }),
    });
}

async function push(
  entry: Entry<'push'>,
  { ca: readCa, faults, values }: Reading,
  { now, way }: OpenParts,
): Promise<Make> {
  const { file } = entry.serviceAccount;
  const projectId = await readProject('channels.push.serviceAccount.file', file, faults);
  // The key itself is read again by the credential whenever Google refuses it.
  values.push(projectId);
  const ca = await readCa('channels.push.standIn.ca', entry.standIn?.ca);
  const limits = withRate(pushLimits, entry.rates);
  const at = entry.standIn === undefined ? null : new URL(entry.standIn.url);
  const dial = at === null ? undefined : { host: at.hostname, port: Number(at.port), ca };
  return () =>
    createPushChannel({ projectId, account: { file }, limits, now, ...way, ...(dial && { dial }) });
}

async function sms(
  entry: Entry<'sms'>,
  { read, ca: readCa }: Reading,
  { now, publicUrl, way }: OpenParts,
): Promise<Make> {
  const authToken = await read('channels.sms.authToken', entry.authToken);
  const ca = await readCa('channels.sms.standIn.ca', entry.standIn?.ca);
  const { accountSid, from, countries, standIn } = entry;
  const statusCallback =
    entry.statusCallback ?? (publicUrl === null ? undefined : `${publicUrl}/receipts/sms`);
  const limits = withRate(smsLimits, entry.rates);
  return () =>
    createSmsChannel({
      ...{ accountSid, authToken, from, countries, limits, now, ...way },
      ...(statusCallback !== undefined && { statusCallback }),
      ...(standIn !== undefined && { baseUrl: standIn.url }),
      ...(ca !== '' && { ca }),
    });
}

async function mastodon(
  entry: Entry<'mastodon'>,
  { read, ca: readCa }: Reading,
  { now, way }: OpenParts,
): Promise<Make> {
  const accessToken = await read('channels.mastodon.accessToken', entry.accessToken);
  const ca = await readCa('channels.mastodon.standIn.ca', entry.standIn?.ca);
  const baseUrl = entry.standIn?.url ?? entry.url;
  const limits = withRate(mastodonLimits, entry.rates);
  return () => createMastodonChannel({ baseUrl, accessToken, limits, now, ...way, ...(ca !== '' && { ca }) });
}

async function webPush(
  entry: Entry<'web-push'>,
  { checked, ca: readCa }: Reading,
  { now, way }: OpenParts,
): Promise<Make> {
  const privateKey = await checked(
    'channels.web-push.privateKey',
    entry.privateKey,
    (key) => p256PublicKey(key) !== null,
    'is no VAPID key (todoku web-push keys makes one)',
  );
  const ca = await readCa('channels.web-push.standIn.ca', entry.standIn?.ca);
  const { subject, services, standIn } = entry;
  const limits = withRate(webPushLimits, entry.rates);
  const dial = standIn && { url: standIn.url, ...(ca !== '' && { ca }) };
  return () =>
    createWebPushChannel({
      vapid: { subject, privateKey },
      ...{ services, limits, now, ...way },
      ...(dial !== undefined && { dial }),
    });
}

async function mail(
  entry: Entry<'mail'>,
  { read, checked, ca: readCa }: Reading,
  { now }: LiveParts,
): Promise<Make> {
  const { host, port, tls, auth, from, publicUrl, returnDomain, dkim, fax } = entry;
  const linkKey = await read('channels.mail.linkKey', entry.linkKey);
  const reportKey = await read('channels.mail.reportKey', entry.reportKey);
  const ca = await readCa('channels.mail.ca', entry.ca);
  const password = await read('channels.mail.auth.password', auth?.password);
  const privateKey = await checked(
    'channels.mail.dkim.privateKey',
    dkim?.privateKey,
    isRsaPrivateKey,
    'is no private RSA key in PEM (openssl genrsa 2048)',
  );
  const limits = withRate(mailLimits, entry.rates);
  const relay = {
    host,
    port,
    tls,
    ...(ca !== '' && { ca }),
    ...(auth && { auth: { user: auth.user, password } }),
  };
  return () =>
    createMailChannel({
      ...{ relay, from, publicUrl, linkKey, limits, now },
      ...(returnDomain !== undefined && { returnDomain }),
      ...(reportKey !== '' && { reportKey }),
      ...(dkim && { dkim: { domain: dkim.domain, selector: dkim.selector, privateKey } }),
      ...(fax && { faxDomain: fax.domain }),
    });
}

async function voice(
  entry: Entry<'voice'>,
  { read, ca: readCa }: Reading,
  { now, publicUrl, way }: OpenParts,
): Promise<Make> {
  const authToken = await read('channels.voice.authToken', entry.authToken);
  const ca = await readCa('channels.voice.standIn.ca', entry.standIn?.ca);
  const { accountSid, from, countries, standIn } = entry;
  const limits = withRate(voiceLimits, entry.rates);
  const phrases = loadResidentPhrases(paths.locales);
  return () =>
    createVoiceChannel({
      ...{ accountSid, authToken, from, countries, limits, now, publicUrl, phrases, ...way },
      ...(standIn !== undefined && { baseUrl: standIn.url }),
      ...(ca !== '' && { ca }),
    });
}

type Open<Id extends ServiceChannelId> = (
  entry: Entry<Id>,
  reading: Reading,
  parts: OpenParts,
) => Promise<Make>;

const openers: { readonly [Id in ServiceChannelId]: Open<Id> } = {
  radio,
  push,
  sms,
  mastodon,
  'web-push': webPush,
  mail,
  voice,
};

/**
 * The live world's channels that are switched on. Throws `ConfigError` with every secret that is missing, or is not what
 * its place needs, by path. Secrets that are rewritten later are read again when the far end refuses the old ones.
 */
export async function createLiveChannels(
  config: LiveChannelsConfig,
  environment: SecretEnvironment,
  parts: LiveParts = noParts,
): Promise<Channels> {
  const proxy = readingOf(environment);
  await readProxy(parts.outboundProxy, proxy);
  const faults = [...proxy.faults];
  const makers: Make[] = [];
  const add = async <Id extends ServiceChannelId>(id: Id): Promise<void> => {
    const entry = config[id];
    if (entry === undefined) return;
    const read = async () => {
      const reading = readingOf(environment);
      const way = await readProxy(parts.outboundProxy, reading);
      const make = await openers[id](entry, reading, { ...parts, way });
      return { make, faults: reading.faults, values: reading.values.join('\0') };
    };
    const first = await read();
    faults.push(...first.faults);
    let known = first.values;
    const reopen = async (): Promise<Channel | null> => {
      const again = await read();
      if (again.faults.length > 0 || again.values === known) return null;
      known = again.values;
      return again.make();
    };
    makers.push(() => renewedChannel(first.make(), reopen));
  };
  for (const id of serviceChannelIds) await add(id);
  // People need no credentials: they are always there.
  makers.push(createManualChannel);
  // Each channel reads the proxy's secrets for itself, and would tell of them again.
  if (faults.length > 0) throw new ConfigError([...new Set(faults)]);
  return new Map(makers.map((make) => forWorld('live', make())).map((channel) => [channel.id, channel]));
}
