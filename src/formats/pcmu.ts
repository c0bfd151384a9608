/** G.711 µ-law and what it needs: half the sample rate, and a gain. */

const bias = 0x84;
const clip = 32_635;

/** One 16-bit sample as a µ-law byte (ITU-T G.711, 1988). */
export function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), clip) + bias;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** The 16-bit sample that a µ-law byte stands for. */
export function fromMuLaw(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + bias) << ((bits >> 4) & 0x07)) - bias;
  return (bits & 0x80) === 0 ? magnitude : -magnitude;
}

const taps = 47;

/** Low pass at 0.23 of the rate (3.7 of 16 kHz), Blackman window: −6 dB there, below −60 dB from 4.6 kHz. */
const lowPass: readonly number[] = (() => {
  const middle = (taps - 1) / 2;
  const raw = Array.from({ length: taps }, (_, i) => {
    const x = i - middle;
    const sinc = x === 0 ? 0.46 : Math.sin(0.46 * Math.PI * x) / (Math.PI * x);
    const phase = (2 * Math.PI * i) / (taps - 1);
    return sinc * (0.42 - 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase));
  });
  const sum = raw.reduce((total, tap) => total + tap, 0);
  return raw.map((tap) => tap / sum);
})();

/** Every second sample of the filtered signal: 16 kHz in, 8 kHz out, half as many samples, no delay. */
export function halveRate(samples: Int16Array): Int16Array {
  const middle = (taps - 1) / 2;
  const out = new Int16Array(Math.ceil(samples.length / 2));
  for (let i = 0; i < out.length; i += 1) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) sum += (lowPass[tap] ?? 0) * (samples[2 * i + tap - middle] ?? 0);
    out[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return out;
}

/** µ-law bytes of samples, louder or softer by `gain` decibels. */
export function toPcmu(samples: Int16Array, gain = 0): Uint8Array {
  const factor = 10 ** (gain / 20);
  return Uint8Array.from(samples, (sample) => muLaw(Math.round(sample * factor)));
}
