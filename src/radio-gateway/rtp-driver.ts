import { createSocket, type Socket } from 'node:dgram';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { halveRate, toPcmu } from '../formats/pcmu.js';
import { rtpPacket, rtpPackets, rtpPacketTime, rtpSamples, type RtpStream } from '../formats/rtp.js';
import type { RadioVolume } from '../wire/radio.js';
import type { Part, PartEnd, Playing, RadioDriver } from './driver.js';
import { pace } from './pace.js';

interface Destination {
  readonly address: string;
  readonly port: number;
}

interface RtpOptions {
  /** Where each speaker group listens. */
  readonly destinations: ReadonlyMap<string, Destination>;
  /** Address of this machine on the loudspeakers' network. */
  readonly interface: string;
  /** Routers that a packet may pass; 0 = none, and not off this machine. */
  readonly ttl: number;
  /** Decibels. */
  readonly gain: Readonly<Record<RadioVolume, number>>;
}

const rtpSamplesPerMs = rtpSamples / rtpPacketTime;

/** A second of packets that could not be handed to the network: nobody hears this. */
const mostLost = 50;

/** A group's one stream for as long as the gateway runs: receivers follow a source, and some ignore a second one. */
interface GroupStream {
  readonly destination: Destination;
  readonly ssrc: number;
  readonly timestampAtOrigin: number;
  sequence: number;
  /** Samples since the origin that the next part may not begin before. */
  samples: number;
}

const newStream = (destination: Destination): GroupStream => ({
  destination,
  ssrc: randomInt(2 ** 32),
  timestampAtOrigin: randomInt(2 ** 32),
  sequence: randomInt(2 ** 16),
  samples: 0,
});

/** Where a part begins in a stream: now, so that the time between two parts is seen in the timestamps (RFC 3550, 5.1). */
function beginIn(stream: GroupStream, elapsed: number): RtpStream {
  stream.samples = Math.max(stream.samples, Math.round(elapsed * rtpSamplesPerMs));
  return {
    ssrc: stream.ssrc,
    firstSequence: stream.sequence,
    firstTimestamp: stream.timestampAtOrigin + stream.samples,
  };
}

/** Opens the socket from which everything is sent, on the loudspeakers' own network only. */
async function openSocket(options: RtpOptions): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind({ address: options.interface, port: 0 });
  await once(socket, 'listening');
  socket.setMulticastInterface(options.interface);
  socket.setMulticastTTL(options.ttl);
  socket.setMulticastLoopback(true);
  return socket;
}

/**
 * IP paging loudspeakers: RTP over multicast, G.711 µ-law, 8 kHz, 20 ms a packet, one address and port a speaker group.
 * It has no voice and hears no answer. Rejects when the interface is not this machine's.
 */
export async function openRtpDriver(options: RtpOptions): Promise<RadioDriver> {
  const socket = await openSocket(options);
  const origin = performance.now();
  const streams = new Map([...options.destinations].map(([id, to]) => [id, newStream(to)]));
  let lost = 0;
  // A packet that the network does not take is counted where it is sent.
  socket.on('error', () => (lost += 1));

  const play = ({ command, groups, samples }: Part): Playing => {
    const { promise, resolve } = Promise.withResolvers<PartEnd>();
    const own = groups.flatMap(({ id }) => streams.get(id) ?? []);
    const payload = toPcmu(halveRate(samples ?? new Int16Array(0)), options.gain[command.volume]);
    const begun = own.map((stream) => beginIn(stream, performance.now() - origin));
    lost = 0;
    const send = (n: number): boolean => {
      own.forEach((stream, i) => {
        const packet = rtpPacket(begun[i] as RtpStream, payload, n);
        const { address, port } = stream.destination;
        socket.send(packet, port, address, (error) => (lost = error === null ? 0 : lost + 1));
        stream.sequence += 1;
        stream.samples += rtpSamples;
      });
      return lost < mostLost * own.length;
    };
    const paced = pace({
      every: rtpPacketTime,
      pieces: rtpPackets(payload.length),
      send,
      done: (result, sent) => {
        const complete = own.length === groups.length && samples !== null;
        resolve({ result: complete ? result : 'failed', seconds: (sent * rtpPacketTime) / 1000 });
      },
    });
    return { done: promise, stop: paced.stop };
  };

  return { speaks: false, lines: 1, play, close: () => socket.close() };
}
