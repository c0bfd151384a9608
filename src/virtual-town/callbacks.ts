import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import type { Identity } from './identity.js';

interface Callback {
  readonly dueAt: number;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
}

export interface Callbacks {
  schedule(callback: Callback): void;
  close(): Promise<void>;
}

const inFlightLimit = 50;

/** Base64 HMAC-SHA1 over the URL and the sorted parameters (Twilio, "Security", 2026). */
export const twilioSignature = (
  authToken: string,
  url: string,
  params: Readonly<Record<string, string>>,
): string => {
  const sorted = Object.keys(params).sort();
  const text = url + sorted.map((key) => `${key}${params[key]}`).join('');
  return createHmac('sha1', authToken).update(text).digest('base64');
};

/** Status callbacks, sent when they are due; like Twilio's, a callback that fails is not repeated. */
export function createCallbacks({ identity, now }: { identity: Identity; now: () => number }): Callbacks {
  const pools = new Map<string, Pool>();
  let waiting: Callback[] = [];
  let inFlight = 0;

  const send = async ({ url, params }: Callback): Promise<void> => {
    const { origin, pathname, search } = new URL(url);
    const pool = pools.get(origin) ?? new Pool(origin, { connections: 20 });
    pools.set(origin, pool);
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilioSignature(identity.credentials.twilio.authToken, url, params),
    };
    const body = new URLSearchParams(params).toString();
    const answer = await pool.request({
      method: 'POST',
      path: pathname + search,
      headers,
      body,
      headersTimeout: 5000,
    });
    await answer.body.dump();
  };

  const pump = (): void => {
    const at = now();
    const later: Callback[] = [];
    for (const callback of waiting) {
      if (callback.dueAt > at || inFlight >= inFlightLimit) {
        later.push(callback);
        continue;
      }
      inFlight += 1;
      send(callback).then(settled, settled);
    }
    waiting = later;
  };
  const settled = (): void => {
    inFlight -= 1;
    if (waiting.length > 0 && inFlight === 0) pump();
  };
  const timer = setInterval(pump, 20);
  timer.unref();
  return {
    schedule: (callback) => void waiting.push(callback),
    close: async () => {
      clearInterval(timer);
      waiting = [];
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}
