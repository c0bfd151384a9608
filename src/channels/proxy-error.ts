/** Why the town's outbound proxy made no tunnel, or one that broke before TLS stood in it. */
type ProxyReason =
  /** Status of its answer to CONNECT. */
  | number
  /** It answered nothing in time. */
  | 'timeout'
  /** It said yes, and then nothing came of it. */
  | 'tunnel'
  /** Node's code of an error on the way to the proxy itself: ECONNREFUSED, CERT_HAS_EXPIRED, … */
  | `${Uppercase<string>}`;

/**
 * The outbound proxy made no way to the far end: not a byte of the request has left. Its message is what a technician reads,
 * `proxy 407`, `proxy ECONNREFUSED`, and what the board has words for (`web/console/text/trouble.ts`).
 */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  constructor(readonly reason: ProxyReason) {
    super(`proxy ${reason}`);
  }
}

/** Whether a fault's detail says that the proxy itself is not reached: nothing goes anywhere, whatever the far end. */
export const isProxyLost = (detail: string | undefined): boolean => /^proxy [A-Z]/.test(detail ?? '');
