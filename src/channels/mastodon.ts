import { Pool } from 'undici';
import type { Channel, Health, Limits, SendMember, SendOrder } from '../domain/channel.js';
import { bcp47 } from '../domain/language.js';
import { mastodonInstanceSchema, mastodonStatusSchema } from '../wire/mastodon.js';
import {
  accepted,
  detailOfError,
  fault,
  forMember,
  refused,
  retryAfter,
  unsure,
  verdictOfError,
  verdictOfStatus,
  type Verdict,
} from './fault.js';
import { mastodonLimits } from './mastodon.limits.js';
import { connecting, type OutboundProxy } from './tunnel.js';

export interface MastodonOptions {
  /** Origin of the account's server. */
  readonly baseUrl: string;
  readonly accessToken: string;
  /** PEM of an authority to trust for `baseUrl`. */
  readonly ca?: string;
  readonly proxy?: OutboundProxy;
  readonly limits?: Limits;
  readonly now?: () => number;
}

const connections = 4;

/** Mastodon says when the window ends by its own header, as an ISO date. */
const resetOf = (headers: Record<string, string | string[] | undefined>, now: number): number | undefined =>
  retryAfter(headers['retry-after'], now) ?? retryAfter(headers['x-ratelimit-reset'], now);

const idOf = (body: string): string | null => {
  try {
    const status = mastodonStatusSchema.safeParse(JSON.parse(body));
    return status.success ? status.data.id : null;
  } catch {
    return null;
  }
};

/**
 * One account's posts on a Mastodon server. The call's key is its Idempotency-Key, so a resend within the hour has
 * one effect; a later version answers the post it corrects or cancels.
 */
export function createMastodonChannel(options: MastodonOptions): Channel {
  const { accessToken, limits = mastodonLimits, now = Date.now } = options;
  const { origin } = new URL(options.baseUrl);
  const pool = new Pool(origin, { connections, ...connecting({ ...options, timeout: limits.timeout }) });
  const authorization = `Bearer ${accessToken}`;

  const post = async (
    order: SendOrder,
    member: SendMember,
    reference: string | undefined,
    signal: AbortSignal,
  ): Promise<Verdict> => {
    const language = order.rendering.languages[0];
    const key = order.members.length === 1 ? order.key : `${order.key}:${member.target}`;
    const body = JSON.stringify({
      status: order.rendering.text,
      visibility: 'public',
      ...(language !== undefined && { language: bcp47(language) }),
      ...(reference !== undefined && { in_reply_to_id: reference }),
    });
    const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': key };
    try {
      const answer = await pool.request({ method: 'POST', path: '/api/v1/statuses', headers, body, signal });
      const text = await answer.body.text();
      const { statusCode: status } = answer;
      if (status >= 200 && status < 300) {
        const id = idOf(text);
        return id === null ? unsure : accepted(id);
      }
      // 404 also says that the post to answer is gone: somebody deleted it. A correction is said all the same.
      if (status === 404 && reference !== undefined) return await post(order, member, undefined, signal);
      if (status === 422) return refused(fault('call', 'mastodon.not-accepted', String(status)));
      return verdictOfStatus(status, resetOf(answer.headers, now()));
    } catch (error) {
      return verdictOfError(error);
    }
  };

  const probe = async (signal: AbortSignal): Promise<Health> => {
    const path = '/api/v1/accounts/verify_credentials';
    try {
      const answer = await pool.request({ method: 'GET', path, headers: { authorization }, signal });
      await answer.body.dump();
      return answer.statusCode === 200
        ? { state: 'up' }
        : { state: 'down', detail: String(answer.statusCode) };
    } catch (error) {
      return { state: 'down', detail: detailOfError(error) };
    }
  };

  const readSize = async (signal: AbortSignal): Promise<number | null> => {
    const answer = await pool.request({ method: 'GET', path: '/api/v2/instance', signal });
    if (answer.statusCode !== 200) {
      await answer.body.dump();
      return null;
    }
    const instance = mastodonInstanceSchema.safeParse(await answer.body.json());
    return instance.success ? instance.data.configuration.statuses.max_characters : null;
  };

  return {
    id: 'mastodon',
    limits,
    send: (order, signal) =>
      Promise.all(
        order.members.map(async (member) =>
          forMember(member, await post(order, member, order.references.at(-1), signal)),
        ),
      ),
    probe,
    readSize,
    close: () => pool.close(),
  };
}
