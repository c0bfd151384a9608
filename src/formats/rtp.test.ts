import { expect, test } from '@jest/globals';
import { rtpPacket, rtpPackets } from './rtp.js';

const stream = { ssrc: 0x01020304, firstSequence: 0xffff, firstTimestamp: 0xffffff60 };
const payload = Uint8Array.from({ length: 400 }, (_, i) => i % 256);
const header = (n: number) => [...rtpPacket(stream, payload, n).subarray(0, 12)];

test('the first packet carries version 2, the marker, payload type 0, sequence, timestamp and source', () => {
  expect(header(0)).toEqual([0x80, 0x80, 0xff, 0xff, 0xff, 0xff, 0xff, 0x60, 1, 2, 3, 4]);
});

test('sequence and timestamp go on past their ends, without the marker', () => {
  expect(header(1)).toEqual([0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]);
  expect(header(2)).toEqual([0x80, 0, 0, 1, 0, 0, 0, 160, 1, 2, 3, 4]);
});

test('each packet holds 20 ms, and the last is filled up with silence', () => {
  expect(rtpPackets(payload.length)).toBe(3);
  const packets = [0, 1, 2].map((n) => rtpPacket(stream, payload, n));
  expect(packets.map(({ length }) => length)).toEqual([172, 172, 172]);
  const sound = packets.flatMap((packet) => [...packet.subarray(12)]);
  expect(sound.slice(0, 400)).toEqual([...payload]);
  expect(new Set(sound.slice(400))).toEqual(new Set([0xff]));
});
