// What all sides of `push-fcm` send: the same text to the same tokens, over as many sessions, as many at a time.
import { pushLimits } from '../../dist/channels/push.limits.js';

export const { concurrency } = pushLimits;
export const sessions = 12;
export const projectId = 'todoku-bench';
export const path = `/v1/projects/${projectId}/messages:send`;
export const title = '【訓練】避難指示';
export const text =
  '【訓練】22時05分、土砂災害のおそれが高まったため、奥田、大橋に避難指示（警戒レベル4）を出しました。危険な場所にいる人は、今すぐ全員避難してください。';
/** As long as a real one, which has some 160 letters. */
export const tokenOf = (i) => `bench-token-${String(i).padStart(8, '0')}:${'A'.repeat(140)}`;
/** Above what any side reaches here, so that the provider's rate isn't what is measured. */
export const callsPerSecond = 200_000;

/** What the product says of such an alert, part by part (src/channels/fcm-message.ts), as FCM takes it. */
export const message = {
  notification: { title, body: text },
  data: {
    ...{ alertId: 'alert-1', version: '1', intent: 'alert', kind: 'evacuation-instruction', urgency: '4' },
    ...{ status: 'Exercise', expiresAt: '1764345600000', lang: 'ja', deliveryId: '1' },
  },
  android: {
    ...{ priority: 'HIGH', collapse_key: 'alert-1' },
    notification: { channel_id: 'emergency', tag: 'alert-1' },
    ttl: '21600s',
  },
  apns: {
    payload: { aps: { 'interruption-level': 'time-sensitive', sound: 'default', 'thread-id': 'alert-1' } },
    headers: {
      ...{ 'apns-push-type': 'alert', 'apns-priority': '10', 'apns-collapse-id': 'alert-1' },
      'apns-expiration': '1764345600',
    },
  },
  webpush: { headers: { Urgency: 'high', Topic: 'alert-1' } },
};
