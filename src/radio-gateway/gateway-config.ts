import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ConfigError } from '../platform/config-error.js';
import { ed25519PrivateKey, ed25519PublicKey } from '../platform/pem-keys.js';
import { secretReader, type SecretEnvironment } from '../platform/secrets.js';
import { secretSchema } from '../wire/channel-config.js';
import { radioVolumes } from '../wire/radio.js';

const id = z.string().min(1).max(100);
const multicastOrHost = z.union([z.ipv4(), z.hostname()]);

const group = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  stations: z.array(id).min(1),
  /** Where this group's loudspeakers listen; the RTP driver needs it. */
  rtp: z.strictObject({ address: multicastOrHost, port: z.number().int().min(1024).max(65_535) }).optional(),
});

const seconds = z.number().min(0).max(120);
const siren = z.strictObject({
  onSeconds: seconds.min(0.5),
  offSeconds: seconds,
  bursts: z.number().int().min(1).max(30).nullable(),
});

const driver = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rtp'),
    interface: z.ipv4(),
    ttl: z.number().int().min(0).max(32).default(1),
  }),
  z.strictObject({
    kind: z.literal('line-out'),
    to: z.union([
      z.strictObject({
        directory: z.string().min(1),
        /** Days that a sound file stays there. */
        keepDays: z.number().int().min(1).max(3650).default(14),
      }),
      z.strictObject({ pipe: z.string().min(1) }),
    ]),
  }),
]);

const decibels = z.number().min(-60).max(12);

const shape = z
  .strictObject({
    gatewayId: id,
    /** `Actual` for the town's own loudspeakers: an exercise never reaches them from a drill hub (safety R2). */
    accepts: z
      .array(z.enum(['Actual', 'Exercise']))
      .min(1)
      .default(['Actual']),
    http: z.strictObject({
      host: z.string().min(1),
      port: z.number().int().min(0).max(65_535),
      tls: z.strictObject({ cert: secretSchema, key: secretSchema }).optional(),
    }),
    hubKeys: z.array(z.strictObject({ keyId: id, publicKey: secretSchema })).min(1),
    privateKey: secretSchema,
    /** The journal, the sound files and the control folder. */
    dataDir: z.string().min(1),
    speechAtOnce: z.boolean().default(false),
    mostSeconds: z.number().int().min(60).max(7200).default(1800),
    gain: z.record(z.enum(radioVolumes), decibels).default({ normal: -6, maximum: 0 }),
    /** By the names of the town's table (config/towns/<town>/sirens.yaml). */
    sirens: z.record(z.string().min(1).max(60), siren).default({}),
    groups: z.array(group).min(1),
    driver,
    logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  })
  .superRefine((config, context) => {
    const stations = config.groups.flatMap((one) => one.stations);
    const twice = (list: readonly string[]) => list.filter((each, at) => list.indexOf(each) !== at);
    const add = (message: string, path: string[]) => context.addIssue({ code: 'custom', message, path });
    if (twice(stations).length > 0) add('a station stands in two groups', ['groups']);
    if (twice(config.groups.map((one) => one.id)).length > 0) add('a group id is used twice', ['groups']);
    if (twice(config.hubKeys.map(({ keyId }) => keyId)).length > 0)
      add('a key id is used twice', ['hubKeys']);
    if (config.driver.kind !== 'rtp') return;
    config.groups.forEach((one, n) => {
      if (one.rtp === undefined) add('the RTP driver needs an address and a port', ['groups', `${n}`, 'rtp']);
    });
  });

type DriverConfig = z.infer<typeof driver>;

/** Paths as they stand, from the configuration's own folder. */
const placed = (base: string, config: DriverConfig): DriverConfig => {
  if (config.kind === 'rtp') return config;
  const to =
    'directory' in config.to
      ? { ...config.to, directory: resolve(base, config.to.directory) }
      : { pipe: resolve(base, config.to.pipe) };
  return { kind: 'line-out', to };
};

/** A gateway's configuration with its keys read. */
export interface GatewayConfig extends Omit<z.infer<typeof shape>, 'hubKeys' | 'privateKey'> {
  readonly hubKeys: ReadonlyMap<string, KeyObject>;
  readonly privateKey: KeyObject;
  readonly tls: { readonly cert: string; readonly key: string } | null;
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError([`${file}: cannot be read as YAML (${(error as Error).message.split('\n')[0]})`]);
  }
}

/** Makes a key of a PEM that was read, or notes what is wrong with it; null then. */
function ed25519(
  make: (pem: string) => KeyObject | null,
  path: string,
  pem: string,
  faults: string[],
): KeyObject | null {
  if (pem === '') return null;
  const key = make(pem);
  if (key === null) faults.push(`${path}: not an Ed25519 key in PEM`);
  return key;
}

/**
 * Reads and validates a gateway's configuration; relative paths are relative to the file.
 * @throws ConfigError with every fault by path, never by value.
 */
export async function loadGatewayConfig(
  file: string,
  environment: SecretEnvironment,
): Promise<GatewayConfig> {
  const parsed = shape.safeParse(readYaml(file));
  if (!parsed.success)
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`),
    );
  const { hubKeys, privateKey, ...config } = parsed.data;
  const base = dirname(resolve(file));
  const faults: string[] = [];
  const reader = secretReader(environment, faults);
  const read = (path: string, secret: z.infer<typeof secretSchema> | undefined) =>
    reader(path, secret !== undefined && 'file' in secret ? { file: resolve(base, secret.file) } : secret);

  const own = ed25519(ed25519PrivateKey, 'privateKey', await read('privateKey', privateKey), faults);
  const keys = new Map<string, KeyObject>();
  for (const [n, { keyId, publicKey }] of hubKeys.entries()) {
    const path = `hubKeys.${n}.publicKey`;
    const key = ed25519(ed25519PublicKey, path, await read(path, publicKey), faults);
    if (key !== null) keys.set(keyId, key);
  }
  const cert = await read('http.tls.cert', config.http.tls?.cert);
  const key = await read('http.tls.key', config.http.tls?.key);
  if (faults.length > 0 || own === null) throw new ConfigError(faults);
  return {
    ...config,
    dataDir: resolve(base, config.dataDir),
    driver: placed(base, config.driver),
    hubKeys: keys,
    privateKey: own,
    tls: config.http.tls === undefined ? null : { cert, key },
  };
}

/** Only where its data stands: what an emergency stop needs, so that a missing key cannot hinder it. @throws ConfigError */
export function readDataDir(file: string): string {
  const parsed = z.object({ dataDir: z.string().min(1) }).safeParse(readYaml(file));
  if (!parsed.success) throw new ConfigError(['dataDir: must be a folder']);
  return resolve(dirname(resolve(file)), parsed.data.dataDir);
}
