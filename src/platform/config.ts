import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { carriedChannelIds } from '../domain/channel.js';
import {
  drillChannelsSchema,
  liveChannelsSchema,
  outboundProxySchema,
  secretSchema,
} from '../wire/channel-config.js';
import { ConfigError } from './config-error.js';

/** Days; a hundred years at most, so that "for ever" is written by nobody by accident. */
const days = z.number().int().min(1).max(36_500);

/** How long personal data is kept (docs/privacy.md says what each rule erases and why it is as long as it is). */
const retention = z
  .strictObject({
    deliveries: days.default(400),
    logPersonal: days.default(1_830),
    telegrams: days.default(1_830),
    sessions: days.default(90),
    answers: days.default(7),
  })
  .prefault({});
/**
 * Hours without any telegram after which an alarm is raised; 0 for a town without a feed. JMA issues the prefectures' forecasts
 * at 5, 11 and 17 o'clock: a forwarder that passes them is never silent for longer than twelve hours, and a bit.
 */
const telegrams = z
  .strictObject({ silentAfterHours: z.number().int().min(0).max(720).default(13) })
  .prefault({});

/** What a process does: `api` takes what comes from people and machines, `dispatch` sends and settles. */
const roles = ['api', 'dispatch'] as const;

/** SQLite in the data directory, or a PostgreSQL that any number of hubs share; its address is a secret. */
const database = z.discriminatedUnion('engine', [
  z.strictObject({ engine: z.literal('sqlite') }),
  z.strictObject({ engine: z.literal('postgres'), url: secretSchema }),
]);

/** Voices of this machine (docs/speech.md): `auto` where Debian's packages are, `required` never without. */
const speech = z
  .strictObject({
    voice: z.enum(['off', 'auto', 'required']).default('off'),
    megabytes: z.number().int().min(16).max(65_536).default(1024),
  })
  .prefault({});

/** An address without a path, as people open it. */
const origin = z
  .url({ protocol: /^https?$/ })
  .refine((url) => new URL(url).pathname === '/' && new URL(url).search === '', 'must have no path');

/** Where the hub listens, and how people reach it (docs/tls.md). */
const http = z.strictObject({
  host: z.string().min(1),
  port: z.number().int().min(0).max(65535),
  /** The hub's own certificate: PEM, with the chain. */
  tls: z.strictObject({ cert: secretSchema, key: secretSchema }).optional(),
  /** A reverse proxy in front makes the TLS; only `proxies` are believed when they say for whom they ask. */
  behindProxy: z.boolean().default(false),
  proxies: z.array(z.string().min(1)).min(1).default(['127.0.0.1', '::1']),
  /** Where officers open the console; passkeys belong to its host name. In the live world `publicUrl` unless told otherwise. */
  consoleUrl: origin.optional(),
  /** Where the other world's console is opened: the page for signing in leads there, and nothing else does. */
  otherWorldUrl: origin.optional(),
});

/** How officers sign in. */
const signIn = z
  .strictObject({
    /** `required` in the live world, `optional` in a drill, unless told otherwise. */
    secondFactor: z.enum(['required', 'optional']).optional(),
    /** 32 bytes, base64 or hex, that seal the secrets of authenticator apps; without it a file of the data directory. */
    key: secretSchema.optional(),
  })
  .prefault({});

const common = {
  /** Folder under `config/towns/`. */
  town: z.string().regex(/^[a-z0-9-]+$/),
  /** Where the database (SQLite), the log's anchor and the keys stand. One directory belongs to one world. */
  dataDir: z.string().min(1),
  database: database.default({ engine: 'sqlite' }),
  /** Both, unless other processes on the same database have the other one. */
  roles: z
    .array(z.enum(roles))
    .min(1)
    .default([...roles]),
  http,
  signIn,
  /** What one segment of an SMS costs, as agreed with the provider; without it only segments are shown. */
  smsPrice: z
    .strictObject({ perSegment: z.number().positive(), currency: z.string().regex(/^[A-Z]{3}$/) })
    .optional(),
  retention,
  telegrams,
  speech,
  /** The file that is given up so that an urgent alert can be issued on a full disk (docs/storage.md); 0 = none. */
  storage: z
    .strictObject({ ballastMegabytes: z.number().int().min(0).max(4096).default(64) })
    .default({ ballastMegabytes: 64 }),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
};

/** The drill world has no place for an outside address or a credential, only its virtual town (safety R1, R2). */
const drill = z.strictObject({ world: z.literal('drill'), ...common, channels: drillChannelsSchema });
/** How providers reach this hub, before any path: they sign the address they call. In a drill it is `http` itself. */
const publicUrl = origin;
/** Whom the hub rings when a submission waits, in this order; in a drill, every approver at a virtual telephone. */
const ringing = z
  .strictObject({
    onCall: z
      .array(z.strictObject({ login: z.string().min(1), phone: z.string().regex(/^\+[1-9]\d{6,14}$/) }))
      .default([]),
    /** Seconds without an answer after which the next one is rung. */
    nextAfter: z.number().int().min(15).max(300).default(45),
  })
  .prefault({});
const live = z.strictObject({
  world: z.literal('live'),
  ...common,
  publicUrl: publicUrl.optional(),
  ringing,
  channels: liveChannelsSchema,
  /** Through what push, SMS, telephone, browsers and Mastodon are reached; absent = directly. */
  outboundProxy: outboundProxySchema.optional(),
  /** Our own addresses, to which `todoku channel test` writes; no resident's. */
  testAddresses: z.partialRecord(z.enum(carriedChannelIds), z.string().min(1)).default({}),
});

const schema = z.discriminatedUnion('world', [drill, live]);
export type Config = z.infer<typeof schema>;

/** Everything the process reads from its environment; nothing else in the code reads `process.env`. */
export interface Environment {
  readonly TODOKU_CONFIG?: string | undefined;
  readonly TODOKU_DATA_DIR?: string | undefined;
  readonly TODOKU_ROLES?: string | undefined;
  readonly TODOKU_PORT?: string | undefined;
  readonly TODOKU_VIRTUAL_TOWN_URL?: string | undefined;
  readonly TODOKU_LOG_LEVEL?: string | undefined;
  readonly [name: string]: string | undefined;
}

/** The real environment. */
export const environment = (): Environment => process.env;

/**
 * Reads the configuration once, validates it, and freezes it.
 * @throws ConfigError listing every fault by path, never by value. Missing secrets are listed when channels are made.
 */
export function loadConfig(path: string, env: Environment): Readonly<Config> {
  const config = parseConfig(readYaml(path), env);
  return Object.freeze({ ...config, dataDir: resolve(config.dataDir) });
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError([`${path}: cannot be read as YAML (${(error as Error).message.split('\n')[0]})`]);
  }
}

/** Applies the environment's overrides and validates. @throws ConfigError */
export function parseConfig(raw: unknown, env: Environment): Config {
  const result = schema.safeParse(override(raw, env));
  if (result.success) {
    const channels = Object.keys(result.data.channels);
    if (result.data.database.engine === 'sqlite' && roles.some((role) => !result.data.roles.includes(role)))
      throw new ConfigError([
        'roles: one process holds the SQLite file, so it needs both roles (api, dispatch); to share them out, set database.engine to postgres',
      ]);
    if (result.data.world === 'live' && channels.length === 0)
      throw new ConfigError(['channels: at least one channel must be configured in the live world']);
    if (result.data.world === 'live' && result.data.channels.voice && result.data.publicUrl === undefined)
      throw new ConfigError([
        'publicUrl: the telephone needs it, to hear who took a call and what was pressed',
      ]);
    for (const fault of [plainToOthers(result.data), otherThanItself(result.data)])
      if (fault !== null) throw new ConfigError([fault]);
    return result.data;
  }
  throw new ConfigError(
    result.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`),
  );
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Passwords of the live world go over TLS, or stay on the machine. */
function plainToOthers({ world, http: { host, tls, behindProxy } }: Config): string | null {
  if (world === 'drill' && tls)
    return 'http.tls: the virtual town calls a drill in plain http; let a reverse proxy make the TLS (http.behindProxy), see docs/tls.md';
  if (world !== 'live' || tls || behindProxy || loopback.test(host)) return null;
  return `http.host: plain http is for this machine alone (127.0.0.1); name a certificate (http.tls), or a reverse proxy that makes the TLS (http.behindProxy), see docs/tls.md`;
}

/** A link to the other world that led to this one would teach the wrong thing. */
function otherThanItself(config: Config): string | null {
  const { consoleUrl, otherWorldUrl } = config.http;
  const own = consoleUrl ?? (config.world === 'live' ? config.publicUrl : undefined);
  if (own === undefined || otherWorldUrl === undefined) return null;
  if (new URL(own).origin !== new URL(otherWorldUrl).origin) return null;
  return 'http.otherWorldUrl: is the address of this world itself; name where the other world’s console is opened';
}

function override(raw: unknown, env: Environment): unknown {
  if (typeof raw !== 'object' || raw === null) return raw;
  const config = { ...(raw as Record<string, unknown>) };
  if (env.TODOKU_DATA_DIR) config['dataDir'] = env.TODOKU_DATA_DIR;
  if (env.TODOKU_LOG_LEVEL) config['logLevel'] = env.TODOKU_LOG_LEVEL;
  if (env.TODOKU_ROLES) config['roles'] = env.TODOKU_ROLES.split(',').map((role) => role.trim());
  if (env.TODOKU_PORT) config['http'] = { ...(config['http'] as object), port: Number(env.TODOKU_PORT) };
  if (env.TODOKU_VIRTUAL_TOWN_URL && config['world'] === 'drill')
    config['channels'] = {
      ...(config['channels'] as object),
      virtualTown: { url: env.TODOKU_VIRTUAL_TOWN_URL },
    };
  return config;
}
