// What all sides of `fanout-sms` send: the same text to the same numbers on the same number of connections.
import { smsLimits } from '../../dist/channels/sms.limits.js';

export const accountSid = `AC${'0'.repeat(32)}`;
export const authToken = 'bench';
export const from = '+815000000000';
export const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
export const text =
  '【訓練】鳩山町から避難指示。22時05分、土砂災害のおそれが高まったため、奥田、大橋に避難指示（警戒レベル4）を出しました。危険な場所にいる人は、今すぐ全員避難してください。';
/** Above what any side reaches here, so that the provider's rate isn't what is measured. */
export const callsPerSecond = 200_000;
export const { concurrency } = smsLimits;

/** A number of its own for each message of a run. */
export const numberOf = (i) => `+8190${String(i).padStart(8, '0')}`;
export const indexOf = (number) => Number(number.slice(5));
