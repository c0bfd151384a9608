import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Channel, Channels, ServiceChannelId } from '../domain/channel.js';
import { ConfigError } from '../platform/config-error.js';
import { p256PublicKey } from '../platform/p256.js';
import { paths } from '../platform/paths.js';
import { secretReader, type ReadSecret, type SecretEnvironment } from '../platform/secrets.js';
import { loadResidentPhrases } from '../platform/resident-phrases.js';
import type { LiveChannelsConfig } from '../wire/channel-config.js';
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

async function readProject(path: string, file: string, missing: string[]): Promise<string> {
  try {
    return serviceAccountSchema.parse(JSON.parse(await readFile(file, 'utf8'))).project_id;
  } catch {
    missing.push(`${path}: the file is missing or is no service account key`);
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

async function radio(entry: Entry<'radio'>, read: ReadSecret, { now, readAudio }: LiveParts): Promise<Make> {
  const privateKey = await read('channels.radio.privateKey', entry.privateKey);
  const gatewayPublicKey = await read('channels.radio.gatewayPublicKey', entry.gatewayPublicKey);
  const ca = await read('channels.radio.ca', entry.ca);
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
  read: ReadSecret,
  missing: string[],
  { now }: LiveParts,
): Promise<Make> {
  const { file } = entry.serviceAccount;
  const projectId = await readProject('channels.push.serviceAccount.file', file, missing);
  const ca = await read('channels.push.standIn.ca', entry.standIn?.ca);
  const limits = withRate(pushLimits, entry.rates);
  const at = entry.standIn === undefined ? null : new URL(entry.standIn.url);
  const dial = at === null ? undefined : { host: at.hostname, port: Number(at.port), ca };
  return () =>
    createPushChannel({ projectId, account: { file }, limits, now, ...(dial !== undefined && { dial }) });
}

async function sms(entry: Entry<'sms'>, read: ReadSecret, { now }: LiveParts): Promise<Make> {
  const authToken = await read('channels.sms.authToken', entry.authToken);
  const ca = await read('channels.sms.standIn.ca', entry.standIn?.ca);
  const { accountSid, from, statusCallback, countries, standIn } = entry;
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

async function mastodon(entry: Entry<'mastodon'>, read: ReadSecret, { now }: LiveParts): Promise<Make> {
  const accessToken = await read('channels.mastodon.accessToken', entry.accessToken);
  const ca = await read('channels.mastodon.standIn.ca', entry.standIn?.ca);
  const baseUrl = entry.standIn?.url ?? entry.url;
  const limits = withRate(mastodonLimits, entry.rates);
  return () => createMastodonChannel({ baseUrl, accessToken, limits, now, ...(ca !== '' && { ca }) });
}

async function webPush(
  entry: Entry<'web-push'>,
  read: ReadSecret,
  missing: string[],
  { now }: LiveParts,
): Promise<Make> {
  const path = 'channels.web-push.privateKey';
  const privateKey = await read(path, entry.privateKey);
  const ca = await read('channels.web-push.standIn.ca', entry.standIn?.ca);
  if (privateKey !== '' && p256PublicKey(privateKey) === null)
    missing.push(`${path}: is no VAPID key (todoku web-push keys makes one)`);
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

async function mail(entry: Entry<'mail'>, read: ReadSecret, { now }: LiveParts): Promise<Make> {
  const { host, port, tls, auth, from, publicUrl, returnDomain, dkim, fax } = entry;
  const linkKey = await read('channels.mail.linkKey', entry.linkKey);
  const reportKey = await read('channels.mail.reportKey', entry.reportKey);
  const ca = await read('channels.mail.ca', entry.ca);
  const password = await read('channels.mail.auth.password', auth?.password);
  const privateKey = await read('channels.mail.dkim.privateKey', dkim?.privateKey);
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

async function voice(entry: Entry<'voice'>, read: ReadSecret, { now, publicUrl }: LiveParts): Promise<Make> {
  const authToken = await read('channels.voice.authToken', entry.authToken);
  const ca = await read('channels.voice.standIn.ca', entry.standIn?.ca);
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

/** The live world's channels that are switched on. Throws `ConfigError` with every secret that is missing, by path. */
export async function createLiveChannels(
  config: LiveChannelsConfig,
  environment: SecretEnvironment,
  parts: LiveParts = noParts,
): Promise<Channels> {
  const missing: string[] = [];
  const read = secretReader(environment, missing);
  const makers: Make[] = [];
  if (config.radio !== undefined) makers.push(await radio(config.radio, read, parts));
  if (config.push !== undefined) makers.push(await push(config.push, read, missing, parts));
  if (config.sms !== undefined) makers.push(await sms(config.sms, read, parts));
  if (config.mastodon !== undefined) makers.push(await mastodon(config.mastodon, read, parts));
  const browsers = config['web-push'];
  if (browsers !== undefined) makers.push(await webPush(browsers, read, missing, parts));
  if (config.mail !== undefined) makers.push(await mail(config.mail, read, parts));
  if (config.voice !== undefined) makers.push(await voice(config.voice, read, parts));
  // People need no credentials: they are always there.
  makers.push(createManualChannel);
  if (missing.length > 0) throw new ConfigError(missing);
  return new Map(makers.map((make) => forWorld('live', make())).map((channel) => [channel.id, channel]));
}
