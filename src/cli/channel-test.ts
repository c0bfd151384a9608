import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import type { Config } from '../platform/config.js';
import { channelTestShape } from '../wire/channel-test.js';
import { ownHub } from './own-hub.js';
import type { Print } from './print.js';

const patience = 60_000;

/**
 * `todoku channel test NAME --to self`: asks the running hub to send its fixed test text to its own test address. Returns
 * the exit code: 0 where the far end took it, 1 where it did not, 3 where no hub runs.
 */
export async function channelTestCommand(
  config: Config,
  channel: string,
  { out, err }: Print,
): Promise<number> {
  const token = await readFile(join(config.dataDir, 'intake-token'), 'utf8').catch(() => null);
  if (token === null) {
    err(`No hub of this configuration has run yet: there is no token in ${config.dataDir}.`);
    return 3;
  }
  const headers = { authorization: `Bearer ${token.trim()}`, 'accept-language': 'en' };
  const limits = { headersTimeout: patience, bodyTimeout: patience };
  const { url, dispatcher } = await ownHub(config);
  const path = `/api/v1/channels/${encodeURIComponent(channel)}/test`;
  try {
    const answer = await request(url + path, { method: 'POST', headers, dispatcher, ...limits });
    return print(channel, answer.statusCode, await answer.body.json().catch(() => null), { out, err });
  } catch (error) {
    const { code = 'no answer' } = error as { code?: string };
    err(
      config.http.tls === undefined || code === 'ECONNREFUSED'
        ? `No hub answers at ${url} (${code}). Start it first: a test goes through the running hub.`
        : `What answers at ${url} is not taken for the hub (${code}): it must show the certificate of http.tls.cert. Restart the hub after a renewal.`,
    );
    return 3;
  } finally {
    await dispatcher.destroy();
  }
}

/** What the hub said of it. Returns the exit code. */
function print(channel: string, status: number, body: unknown, { out, err }: Print): number {
  const tested = channelTestShape.safeParse(body);
  if (status !== 200 || !tested.success) {
    const { title, code } = (body ?? {}) as { title?: string; code?: string };
    err(`${title ?? `The hub answered ${status}.`}${code === undefined ? '' : ` (${code})`}`);
    return 1;
  }
  const { result, why, code, detail, took } = tested.data;
  const reason = why === null ? '' : `: ${why} (${[code, detail].filter((one) => one !== null).join(', ')})`;
  out(`${channel}: ${result} after ${took} ms${reason}`);
  return result === 'accepted' ? 0 : 1;
}
