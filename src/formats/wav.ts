/** RIFF WAVE with 16-bit PCM, the form in which broadcasts are handed over: 16 kHz, one channel. */

export interface Wav {
  readonly sampleRate: number;
  readonly samples: Int16Array;
}

export const wavSeconds = ({ sampleRate, samples }: Wav): number => samples.length / sampleRate;

const tag = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

/** PCM is format 1; 0xfffe (extensible) is written by some tools for the same samples. */
const isPcm16Mono = (view: DataView, at: number): boolean =>
  [1, 0xfffe].includes(view.getUint16(at, true)) &&
  view.getUint16(at + 2, true) === 1 &&
  view.getUint16(at + 14, true) === 16;

/**
 * Reads 16-bit mono PCM; null where the bytes are anything else, or their sizes don't agree with one another. A program that
 * wrote to a pipe did not know the length: `openEnded` reads what there is.
 */
export function readWav(bytes: Uint8Array, { openEnded = false } = {}): Wav | null {
  if (bytes.length < 44) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') return null;
  let sampleRate: number | null = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const body = at + 8;
    const stated = view.getUint32(at + 4, true);
    const there = bytes.length - body;
    if (stated > there && !openEnded) return null;
    const size = stated > there ? there - (there % 2) : stated;
    if (tag(view, at) === 'fmt ') {
      if (size < 16 || !isPcm16Mono(view, body)) return null;
      sampleRate = view.getUint32(body + 4, true);
    }
    if (tag(view, at) === 'data') {
      if (sampleRate === null || sampleRate === 0 || size % 2 !== 0) return null;
      const samples = new Int16Array(size / 2);
      for (let i = 0; i < samples.length; i += 1) samples[i] = view.getInt16(body + 2 * i, true);
      return { sampleRate, samples };
    }
    at = body + size + (size % 2);
  }
  return null;
}

/** The bytes of a WAV file. */
export function writeWav({ sampleRate, samples }: Wav): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const put = (at: number, text: string) =>
    [...text].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  put(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  put(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  put(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => view.setInt16(44 + 2 * i, sample, true));
  return bytes;
}
