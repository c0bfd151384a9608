import { afterAll, afterEach, beforeAll, expect, jest } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Channel } from '../../src/domain/channel.js';
import { readWav, wavSeconds, writeWav, type Wav } from '../../src/formats/wav.js';
import { where } from '../chaos/needs.js';
import { until } from '../support/hub.js';
import {
  channelTo,
  orderOf,
  startGatewayProcess,
  stateOf,
  writeGatewayConfig,
  type GatewayProcess,
} from '../support/radio-gateway-process.js';

/*
 * The hub's channel, the gateway as a daemon, and programs that nobody here wrote which receive what its RTP driver
 * sends: ffmpeg by unicast, GStreamer by multicast on the loopback interface with TTL 0 (nothing leaves this machine).
 */
jest.setTimeout(120_000);

const sirenSeconds = 2;
const speechSeconds = 4;
const wav = Buffer.from(
  writeWav({
    sampleRate: 16_000,
    samples: Int16Array.from({ length: (sirenSeconds + speechSeconds) * 16_000 }, (_, i) => {
      const t = i / 16_000;
      // A siren of one tone, then something like speech: three tones, swelling four times a second.
      if (t < sirenSeconds) return 9000 * Math.sin(2 * Math.PI * 720 * t);
      const swell = 0.6 + 0.4 * Math.sin(2 * Math.PI * 4 * t);
      return swell * [300, 900, 2600].reduce((sum, f) => sum + 4000 * Math.sin(2 * Math.PI * f * t), 0);
    }),
  }),
);

let folder: string;
let gateway: GatewayProcess | null = null;
let channel: Channel | null = null;
const receivers: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rtp-'));
});
afterEach(async () => {
  for (const receiver of receivers.splice(0)) receiver.kill('SIGKILL');
  await channel?.close?.();
  await gateway?.end();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  // RTP takes an even port, RTCP the next.
  return port % 2 === 0 ? port : freeUdpPort();
}

/** Somebody on this machine listens on a UDP port. */
async function isOpen(port: number): Promise<boolean> {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return (await readFile('/proc/net/udp', 'utf8')).includes(hex);
}

function listen(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  receivers.push(child);
  return child;
}

async function finished(receiver: ChildProcess, file: string): Promise<Wav> {
  const gone = once(receiver, 'close');
  receiver.kill('SIGINT');
  await gone;
  const bytes = await readFile(file);
  const read = readWav(bytes);
  if (read === null) throw new Error(`${file} is no WAV of ${bytes.length} bytes`);
  return read;
}

const rms = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
const decibels = (received: Wav, source: Wav): number =>
  20 * Math.log10(rms(received.samples) / rms(source.samples));
const source = readWav(wav) as Wav;

async function playTo(
  groups: readonly { address: string; port: number }[],
  more: object = {},
): Promise<void> {
  const configFile = await writeGatewayConfig(join(folder, `${groups[0]?.port}`), {
    groups: groups.map((rtp, n) => ({ id: `g${n}`, stations: [`st-${n}`], rtp })),
    driver: { kind: 'rtp', interface: '127.0.0.1', ttl: 0 },
    ...more,
  });
  gateway = await startGatewayProcess(configFile);
  channel = channelTo(gateway.url, wav);
  const order = orderOf(
    wav,
    sirenSeconds,
    groups.map((_, n) => `st-${n}`),
  );
  expect((await channel.send(order, AbortSignal.timeout(10_000)))[0]).toMatchObject({ result: 'accepted' });
  const { url } = gateway;
  await until(async () => ((await stateOf(url, order.key)).state === 'done' ? true : null), 60_000);
}

/** A session description for what arrives on a port. */
async function sdpFor(port: number): Promise<string> {
  const file = join(folder, `${port}.sdp`);
  await writeFile(
    file,
    [
      'v=0',
      'o=- 0 0 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${port} RTP/AVP 0`,
      '',
    ].join('\r\n'),
  );
  return file;
}

const lacksFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0 ? null : 'ffmpeg (Debian package ffmpeg)';
const lacksGst =
  spawnSync('gst-inspect-1.0', ['rtppcmudepay']).status === 0
    ? null
    : 'gst-launch-1.0 (Debian packages gstreamer1.0-tools, gstreamer1.0-plugins-good, gstreamer1.0-plugins-base)';

/** Starts an ffmpeg that writes down what arrives on a port, once it listens. */
async function ffmpegOn(port: number): Promise<() => Promise<Wav>> {
  const file = join(folder, `ffmpeg-${port}.wav`);
  const input = ['-protocol_whitelist', 'file,rtp,udp', '-i', await sdpFor(port)];
  const child = listen('ffmpeg', ['-nostdin', '-y', '-loglevel', 'error', ...input, file]);
  await until(async () => ((await isOpen(port)) ? true : null));
  return () => finished(child, file);
}

where(lacksFfmpeg)(
  'ffmpeg hears both groups whole: the siren at once, the words one group after the other',
  async () => {
    const ports = [await freeUdpPort(), await freeUdpPort()];
    const ends = [];
    for (const port of ports) ends.push(await ffmpegOn(port));
    await playTo(ports.map((port) => ({ address: '127.0.0.1', port })));
    for (const end of ends) {
      const received = await end();
      expect(Math.abs(wavSeconds(received) - wavSeconds(source))).toBeLessThan(0.2);
      expect(Math.abs(decibels(received, source))).toBeLessThan(1);
    }
  },
);

where(lacksFfmpeg)('control: turned down by 6 dB it is heard as 6 dB softer', async () => {
  const port = await freeUdpPort();
  const end = await ffmpegOn(port);
  await playTo([{ address: '127.0.0.1', port }], { gain: { normal: -6, maximum: -6 } });
  const level = decibels(await end(), source);
  expect(level).toBeGreaterThan(-7);
  expect(level).toBeLessThan(-5);
});

where(lacksGst)('GStreamer, by multicast, hears the whole broadcast as loud as it was', async () => {
  const [address, port] = ['239.255.77.1', await freeUdpPort()];
  const file = join(folder, 'gst.wav');
  const caps = 'application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU,payload=0';
  const pipeline = `udpsrc address=${address} port=${port} multicast-iface=lo caps=${caps} ! rtppcmudepay ! mulawdec ! wavenc ! filesink location=${file}`;
  const gst = listen('gst-launch-1.0', ['-e', '-q', ...pipeline.split(' ')]);
  await until(async () => ((await isOpen(port)) ? true : null));
  await playTo([{ address, port }]);
  const received = await finished(gst, file);
  expect(Math.abs(wavSeconds(received) - wavSeconds(source))).toBeLessThan(0.2);
  expect(Math.abs(decibels(received, source))).toBeLessThan(1);
});
