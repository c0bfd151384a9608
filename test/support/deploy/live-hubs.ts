/** The two hubs of deploy/compose.yaml as processes, in the live world of deploy/live.example.yaml. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { paths } from '../../../src/platform/paths.js';
import { loadPhrasebook, sentenceHash } from '../../../src/platform/phrasebook.js';
import { wellKnownSchema } from '../../../src/wire/virtual-town.js';
import { freePort } from '../free-port.js';
import { startHubProcess, type HubProcess } from '../hub-process.js';
import type { TestTown } from '../virtual-town.js';
import { hubEntrypoint, inDeploy, mounted } from './compose-file.js';

export const hubNames = ['hub-a', 'hub-b'] as const;
export type HubName = (typeof hubNames)[number];

export interface LiveHubs {
  /** Where each listens, as the Caddyfile names it. */
  readonly addresses: Readonly<Record<HubName, string>>;
  start(name: HubName): Promise<void>;
  kill(name: HubName): Promise<void>;
  end(name: HubName): Promise<void>;
  /** Writes the secret `database-url`. */
  pointAt(url: string): Promise<void>;
  /** `docker compose exec hub-a node dist/main.js …` @throws Error with its words when it does not end with 0 */
  command(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

/** What a hub may send while something is broken; concurrency 16. */
export interface Pace {
  readonly callsPerSecond: number;
  readonly concurrency: number;
}

interface Places {
  readonly town: TestTown;
  /** Where officers reach the hubs. */
  readonly consoleUrl: string;
  readonly pace: Pace;
  readonly preload: readonly string[];
}

export async function openLiveHubs({ town, consoleUrl, pace, preload }: Places): Promise<LiveHubs> {
  const home = await mkdtemp(join(tmpdir(), 'todoku-compose-hubs-'));
  const secrets = join(home, 'secrets');
  await mkdir(secrets);
  const configFile = join(home, 'live.yaml');
  const example = await readFile(inDeploy('live.example.yaml'), 'utf8');
  await writeFile(
    configFile,
    await filledIn(mounted(example, { '/run/secrets': secrets }), secrets, { town, consoleUrl, pace }),
  );
  const ports = { 'hub-a': await freePort(), 'hub-b': await freePort() };
  const running = new Map<HubName, HubProcess>();
  for (const name of hubNames) {
    await mkdir(join(home, name));
    await writeFile(join(home, name, 'reviews.json'), JSON.stringify(everythingSigned()));
  }
  const [, ...program] = hubEntrypoint;
  return {
    addresses: { 'hub-a': `127.0.0.1:${ports['hub-a']}`, 'hub-b': `127.0.0.1:${ports['hub-b']}` },
    async start(name) {
      const place = { dataDir: join(home, name), port: ports[name], townUrl: town.url, configFile };
      running.set(name, await startHubProcess({ ...place, program, preload }));
    },
    kill: async (name) => running.get(name)?.kill(),
    end: async (name) => running.get(name)?.end(),
    pointAt: (url) => writeFile(join(secrets, 'database-url'), `${url}\n`),
    async command(...args) {
      const env = {
        PATH: process.env['PATH'],
        TODOKU_CONFIG: configFile,
        TODOKU_DATA_DIR: join(home, 'hub-a'),
      };
      const guard = ['--import', join(paths.root, 'test/loopback-only.mjs')];
      const options = { cwd: paths.root, env };
      return (await promisify(execFile)(process.execPath, [...guard, ...program, ...args], options)).stdout;
    },
    async close() {
      for (const hub of running.values()) await hub.kill();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/**
 * The example as a town fills it in, with the virtual town in the place of its providers. The radio is off: a gateway of
 * one's own is tried in test/acceptance/radio-gateway.test.ts.
 */
async function filledIn(
  example: string,
  secrets: string,
  { town, consoleUrl, pace }: Omit<Places, 'preload'>,
) {
  const answer = await fetch(`${town.url}/.well-known/virtual-town`);
  const { credentials, tlsPort, ca } = wellKnownSchema.parse(await answer.json());
  const files = {
    'sign-in-key': randomBytes(32).toString('hex'),
    'fcm-service-account': JSON.stringify(credentials.fcm),
    'twilio-token': credentials.twilio.authToken,
    'mastodon-token': credentials.mastodon.accessToken,
    ca,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(secrets, name), text);
  const config = parse(example) as { http: object; channels: Record<string, object> };
  const { push, sms, mastodon } = config.channels;
  // The virtual town does not know the proxy's authority: it calls back where nobody listens.
  const text = { ...sms, statusCallback: 'https://127.0.0.1:9/receipts/sms' };
  const { accountSid, from } = credentials.twilio;
  return stringify({
    ...config,
    http: { ...config.http, host: '127.0.0.1', proxies: ['127.0.0.1'], consoleUrl },
    channels: {
      push: {
        ...{ ...push, rates: pace },
        standIn: { url: `https://localhost:${tlsPort}`, ca: { file: join(secrets, 'ca') } },
      },
      sms: { ...text, accountSid, from, countries: ['81', '1'], standIn: { url: town.url }, rates: pace },
      mastodon: { ...mastodon, standIn: { url: town.url } },
    },
    logLevel: 'warn',
  });
}

/** A person vouches for every sentence; without that the live world does not start. */
function everythingSigned() {
  const { sentences } = loadPhrasebook(paths.config, paths.locales, []);
  return Object.entries(sentences).flatMap(([language, bank]) =>
    Object.entries(bank).map(([sentence, text]) => ({
      ...{ language, sentence, hash: sentenceHash(text), by: '試験者', at: 1 },
    })),
  );
}
