/** RTP (RFC 3550) carrying PCMU (RFC 3551, payload type 0): 8 kHz, 20 ms a packet. */

/** Samples, and bytes, of one packet. */
export const rtpSamples = 160;
/** Milliseconds of sound in one packet. */
export const rtpPacketTime = 20;
/** What a silent µ-law sample is; pads the last packet. */
const silence = 0xff;

/** A stretch of a stream. All three count on beyond their 32 or 16 bits. */
export interface RtpStream {
  /** Chosen at random, once for each source. */
  readonly ssrc: number;
  readonly firstSequence: number;
  readonly firstTimestamp: number;
}

/** Packets that so many samples make. */
export const rtpPackets = (samples: number): number => Math.ceil(samples / rtpSamples);

/** The n-th packet of a stream, counted from 0. The first has the marker: talk begins. */
export function rtpPacket(stream: RtpStream, payload: Uint8Array, n: number): Uint8Array {
  const packet = new Uint8Array(12 + rtpSamples).fill(silence, 12);
  const view = new DataView(packet.buffer);
  view.setUint8(0, 0x80);
  view.setUint8(1, n === 0 ? 0x80 : 0);
  view.setUint16(2, (stream.firstSequence + n) & 0xffff);
  view.setUint32(4, (stream.firstTimestamp + n * rtpSamples) >>> 0);
  view.setUint32(8, stream.ssrc >>> 0);
  packet.set(payload.subarray(n * rtpSamples, (n + 1) * rtpSamples), 12);
  return packet;
}
