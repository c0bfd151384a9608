import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import type { Config } from '../platform/config.js';
import { channelTestShape } from '../wire/channel-test.js';
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
  const { host, port } = config.http;
  const token = await readFile(join(config.dataDir, 'intake-token'), 'utf8').catch(() => null);
  if (token === null) {
    err(`No hub of this configuration has run yet: there is no token in ${config.dataDir}.`);
    return 3;
  }
  const headers = { authorization: `Bearer ${token.trim()}`, 'accept-language': 'en' };
  const limits = { headersTimeout: patience, bodyTimeout: patience };
  const at = host === '0.0.0.0' ? '127.0.0.1' : host;
  const url = `http://${at}:${port}/api/v1/channels/${encodeURIComponent(channel)}/test`;
  let answer;
  try {
    answer = await request(url, { method: 'POST', headers, ...limits });
  } catch {
    err(`No hub answers at http://${at}:${port}. Start it first: a test goes through the running hub.`);
    return 3;
  }
  const body: unknown = await answer.body.json().catch(() => null);
  const tested = channelTestShape.safeParse(body);
  if (answer.statusCode !== 200 || !tested.success) {
    const { title, code } = (body ?? {}) as { title?: string; code?: string };
    err(`${title ?? `The hub answered ${answer.statusCode}.`}${code === undefined ? '' : ` (${code})`}`);
    return 1;
  }
  const { result, why, code, detail, took } = tested.data;
  const reason = why === null ? '' : `: ${why} (${[code, detail].filter((one) => one !== null).join(', ')})`;
  out(`${channel}: ${result} after ${took} ms${reason}`);
  return result === 'accepted' ? 0 : 1;
}
