import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Channel, Channels, ServiceChannelId } from '../domain/channel.js';
import { ConfigError } from '../platform/config-error.js';
import { p256PublicKey } from '../platform/p256.js';
import { ed25519PrivateKey, ed25519PublicKey, isRsaPrivateKey } from '../platform/pem-keys.js';
import { paths } from '../platform/paths.js';
import type { SecretEnvironment } from '../platform/secrets.js';
import { loadResidentPhrases } from '../platform/resident-phrases.js';
import type { LiveChannelsConfig } from '../wire/channel-config.js';
import { readingOf, type Reading } from './live-secrets.js';
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

const serviceAccountSchema = z.object({
  project_id: z.string().min(1),
  client_email: z.string(),
  private_key: z.string(),
});

async function readProject(path: string, file: string, faults: string[]): Promise<string> {
  try {
    const account = serviceAccountSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    if (!isRsaPrivateKey(account.private_key))
      faults.push(`${path}: its private_key is no key; download the key file from Google again`);
    return account.project_id;
  } catch {
    faults.push(`${path}: the file is missing or is no service account key`);
    return '';
  }
}

type Make = () => Channel;

/** What channels are made from beside their configuration. */
export interface LiveParts {
  /** The process's clock (ADR 0019). */
  readonly now: () => number;
  /** How providers reach this hub, without a slash at the end; null: nothing is heard from them. */
  readonly publicUrl: string | null;
  readonly readAudio?: RadioOptions['readAudio'];
}

const noParts: LiveParts = { now: Date.now, publicUrl: null };

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
  { ca: readCa, faults }: Reading,
  { now }: LiveParts,
): Promise<Make> {
  const { file } = entry.serviceAccount;
  const projectId = await readProject('channels.push.serviceAccount.file', file, faults);
  const ca = await readCa('channels.push.standIn.ca', entry.standIn?.ca);
  const limits = withRate(pushLimits, entry.rates);
  const at = entry.standIn === undefined ? null : new URL(entry.standIn.url);
  const dial = at === null ? undefined : { host: at.hostname, port: Number(at.port), ca };
  return () =>
    createPushChannel({ projectId, account: { file }, limits, now, ...(dial !== undefined && { dial }) });
}

async function sms(
  entry: Entry<'sms'>,
  { read, ca: readCa }: Reading,
  { now, publicUrl }: LiveParts,
): Promise<Make> {
  const authToken = await read('channels.sms.authToken', entry.authToken);
  const ca = await readCa('channels.sms.standIn.ca', entry.standIn?.ca);
  const { accountSid, from, countries, standIn } = entry;
  const statusCallback =
    entry.statusCallback ?? (publicUrl === null ? undefined : `${publicUrl}/receipts/sms`);
  const limits = withRate(smsLimits, entry.rates);
  return () =>
    createSmsChannel({
      accountSid,
      authToken,
      from,
      countries,
      limits,
      now,
      ...(statusCallback !== undefined && { statusCallback }),
      ...(standIn !== undefined && { baseUrl: standIn.url }),
      ...(ca !== '' && { ca }),
    });
}

async function mastodon(
  entry: Entry<'mastodon'>,
  { read, ca: readCa }: Reading,
  { now }: LiveParts,
): Promise<Make> {
  const accessToken = await read('channels.mastodon.accessToken', entry.accessToken);
  const ca = await readCa('channels.mastodon.standIn.ca', entry.standIn?.ca);
  const baseUrl = entry.standIn?.url ?? entry.url;
  const limits = withRate(mastodonLimits, entry.rates);
  return () => createMastodonChannel({ baseUrl, accessToken, limits, now, ...(ca !== '' && { ca }) });
}

async function webPush(
  entry: Entry<'web-push'>,
  { checked, ca: readCa }: Reading,
  { now }: LiveParts,
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
      services,
      limits,
      now,
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
  { now, publicUrl }: LiveParts,
): Promise<Make> {
  const authToken = await read('channels.voice.authToken', entry.authToken);
  const ca = await readCa('channels.voice.standIn.ca', entry.standIn?.ca);
  const { accountSid, from, countries, standIn } = entry;
  const limits = withRate(voiceLimits, entry.rates);
  const phrases = loadResidentPhrases(paths.locales);
  return () =>
    createVoiceChannel({
      ...{ accountSid, authToken, from, countries, limits, now, publicUrl, phrases },
      ...(standIn !== undefined && { baseUrl: standIn.url }),
      ...(ca !== '' && { ca }),
    });
}

/**
 * The live world's channels that are switched on. Throws `ConfigError` with every secret that is missing, or is not what
 * its place needs, by path.
 */
export async function createLiveChannels(
  config: LiveChannelsConfig,
  environment: SecretEnvironment,
  parts: LiveParts = noParts,
): Promise<Channels> {
  const reading = readingOf(environment);
  const makers: Make[] = [];
  if (config.radio !== undefined) makers.push(await radio(config.radio, reading, parts));
  if (config.push !== undefined) makers.push(await push(config.push, reading, parts));
  if (config.sms !== undefined) makers.push(await sms(config.sms, reading, parts));
  if (config.mastodon !== undefined) makers.push(await mastodon(config.mastodon, reading, parts));
  const browsers = config['web-push'];
  if (browsers !== undefined) makers.push(await webPush(browsers, reading, parts));
  if (config.mail !== undefined) makers.push(await mail(config.mail, reading, parts));
  if (config.voice !== undefined) makers.push(await voice(config.voice, reading, parts));
  // People need no credentials: they are always there.
  makers.push(createManualChannel);
  if (reading.faults.length > 0) throw new ConfigError(reading.faults);
  return new Map(makers.map((make) => forWorld('live', make())).map((channel) => [channel.id, channel]));
}
