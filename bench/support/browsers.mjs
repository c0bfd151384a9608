// What both sides of `web-push` send: the same payload to the same browsers, as many at a time.
import { webPushLimits } from '../../dist/channels/web-push.limits.js';
import { drillBrowser } from '../../dist/platform/drill-browser.js';
import { subscriptionTarget } from '../../dist/wire/web-push.js';

export const { concurrency } = webPushLimits;
export const text =
  '【訓練】22時05分、土砂災害のおそれが高まったため、奥田、大橋に避難指示（警戒レベル4）を出しました。危険な場所にいる人は、今すぐ全員避難してください。';
/** Keys are dear to make, and no side keeps anything of them: browsers share some. */
const keys = Array.from({ length: 200 }, (_, i) => drillBrowser(`bench-${i}`).subscription.keys);
export const subscriptionOf = (i, origin) => ({
  endpoint: `${origin}/push/${String(i).padStart(8, '0')}-${'A'.repeat(120)}`,
  keys: keys[i % keys.length],
});
export const targetOf = (i) => subscriptionTarget(subscriptionOf(i, 'https://push.drill.invalid'));
