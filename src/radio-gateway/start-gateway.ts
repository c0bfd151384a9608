import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClock } from '../platform/clock.js';
import { createLogger } from '../platform/logger.js';
import { audioRate, openAudioStore } from './audio-store.js';
import { watchControl } from './control.js';
import type { RadioDriver } from './driver.js';
import { createGateway } from './gateway.js';
import type { GatewayConfig } from './gateway-config.js';
import { createLineOutDriver } from './line-out-driver.js';
import { watchFolder } from './line-out-folder.js';
import { openMemory } from './memory.js';
import { openRtpDriver } from './rtp-driver.js';
import { siren } from '../speech/siren.js';
import { samples16 } from '../speech/wav.js';
import { openServer } from './server.js';
import type { SirenSound } from './settings.js';

export interface RunningGateway {
  readonly url: string;
  /** The emergency stop, until it is taken off (`todoku radio-gateway resume`). */
  stopNow(): void;
  close(): Promise<void>;
}

function openDriver(config: GatewayConfig, now: () => number): Promise<RadioDriver> | RadioDriver {
  const { driver, groups, gain } = config;
  if (driver.kind === 'line-out') return createLineOutDriver({ to: driver.to, gain, now });
  const destinations = new Map(
    groups.flatMap(({ id, rtp }) => (rtp === undefined ? [] : [[id, rtp] as const])),
  );
  return openRtpDriver({ destinations, interface: driver.interface, ttl: driver.ttl, gain });
}

/** Every siren of the configuration, made once: a broadcast does not wait for it. */
async function ownSirens({ sirens }: GatewayConfig): Promise<(name: string) => SirenSound | null> {
  const made = new Map<string, SirenSound>();
  for (const [name, pattern] of Object.entries(sirens)) {
    const samples = await samples16(await siren(pattern));
    made.set(name, { samples, seconds: samples.length / audioRate });
  }
  return (name) => made.get(name) ?? null;
}

/** Runs a gateway: driver, memory, emergency stop, and last of all the door for the hub. Rejects when a port is taken. */
export async function startGateway(config: GatewayConfig): Promise<RunningGateway> {
  const { now } = createClock();
  const logger = createLogger(config.logLevel);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const driver = await openDriver(config, now);
  const gateway = createGateway({
    settings: {
      gatewayId: config.gatewayId,
      accepts: config.accepts,
      hubKeys: config.hubKeys,
      privateKey: config.privateKey,
      groups: config.groups,
      speechAtOnce: config.speechAtOnce,
      siren: await ownSirens(config),
      mostSeconds: config.mostSeconds,
    },
    memory: openMemory(join(config.dataDir, 'journal.jsonl'), now),
    audio: openAudioStore(join(config.dataDir, 'audio')),
    driver,
    now,
    wall: Date.now,
    onUnwritten: (err) => logger.error({ err }, 'the disk did not take how a broadcast ended'),
    onEnd: ({ commandId, state, by }) => logger.info({ commandId, state, by }, 'a broadcast ended'),
  });
  const lineOut = config.driver.kind === 'line-out' ? config.driver.to : null;
  const folder =
    lineOut === null || !('directory' in lineOut)
      ? null
      : watchFolder({
          ...lineOut,
          isIdle: gateway.isIdle,
          wall: Date.now,
          onFault: (err) => logger.warn({ err }, 'old sound files could not be removed'),
        });
  const control = watchControl(config.dataDir, gateway);
  const { host, port } = config.http;
  const server = await openServer({
    host,
    port,
    tls: config.tls,
    answer: gateway.answer,
    refuseUpload: gateway.refuseUpload,
    onBug: (err) => logger.error({ err }, 'a bug in the gateway'),
  });
  return {
    url: `${config.tls === null ? 'http' : 'https'}://${host}:${server.port}`,
    stopNow: () => {
      logger.warn({}, 'emergency stop');
      control.stopNow();
    },
    close: async () => {
      control.close();
      folder?.close();
      await server.close();
      gateway.close();
    },
  };
}
