import type { IncomingHttpHeaders } from 'node:http';
import type { FaultEndpoint, Provider } from '../wire/virtual-town.js';

/** A request as a provider sees it, whichever HTTP version carried it. */
export interface Ask {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as it came; `body` is its text (empty for a sound file). */
  readonly bytes: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One provider. `answer` is synchronous: whatever it takes is in the ledger when it returns. `callbackCopies` is how
 * often it says each callback, once unless told otherwise.
 */
export interface Service {
  readonly endpoint: FaultEndpoint;
  readonly provider: Provider | null;
  answer(ask: Ask, callbackCopies?: number): Reply;
  /** The provider's own words for "too many", "too large", "broken" or "who are you". */
  fail(status: 401 | 413 | 429 | 500 | 503, headers: Readonly<Record<string, string>>): Reply;
  /** The provider's own words for a dead target. */
  refuse(ask: Ask): Reply;
}

export const json = (status: number, value: unknown, headers?: Readonly<Record<string, string>>): Reply =>
  headers === undefined
    ? { status, body: JSON.stringify(value) }
    : { status, body: JSON.stringify(value), headers };
