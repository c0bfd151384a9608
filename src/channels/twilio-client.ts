import twilio from 'twilio';
import { Pool, type Dispatcher } from 'undici';
import { twilioErrorSchema } from '../wire/twilio.js';
import { exchange, type HttpAnswer } from './http-exchange.js';

/** An answer of Twilio that is not 2xx, with what the SDK's own exception leaves out: Retry-After. */
export class TwilioAnswerError extends Error {
  constructor(
    readonly status: number,
    readonly code: number | undefined,
    readonly retryAfter: string | undefined,
  ) {
    super(`Twilio answered ${status}${code === undefined ? '' : ` (${code})`}`);
    this.name = 'TwilioAnswerError';
  }
}

export interface TwilioClientOptions {
  readonly accountSid: string;
  readonly authToken: string;
  readonly baseUrl?: string;
  readonly ca?: string;
}

type Transport = InstanceType<typeof twilio.RequestClient>;
type SdkRequest<Data> = Parameters<typeof twilio.RequestClient.prototype.request<Data>>[0];
type SdkAnswer<Data> = Awaited<ReturnType<typeof twilio.RequestClient.prototype.request<Data>>>;

/** Open connections to Twilio; each carries one request at a time. */
const connections = 100;
const cacheLimit = 200;

/** Percent-encodes form values; the text, the same for thousands, is encoded once. */
function createFormEncoder(): (data: Readonly<Record<string, unknown>>) => string {
  const known = new Map<string, string>();
  const encode = (value: string): string => {
    if (value.length < 40) return encodeURIComponent(value);
    const found = known.get(value);
    if (found !== undefined) return found;
    if (known.size >= cacheLimit) known.clear();
    const encoded = encodeURIComponent(value);
    known.set(value, encoded);
    return encoded;
  };
  return (data) => {
    let form = '';
    for (const key in data) form += `${form === '' ? '' : '&'}${key}=${encode(String(data[key]))}`;
    return form;
  };
}

function readError({ status, headers, body }: HttpAnswer): TwilioAnswerError {
  const after = headers['retry-after'];
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    value = null;
  }
  const known = twilioErrorSchema.safeParse(value);
  return new TwilioAnswerError(
    status,
    known.success ? known.data.code : undefined,
    typeof after === 'string' ? after : undefined,
  );
}

/** The SDK's transport on an undici pool: its own is limited to 20 sockets (performance.md: 390 against 10,100 a second). */
class UndiciRequestClient extends twilio.RequestClient {
  readonly #pools = new Map<string, Pool>();
  readonly #encode = createFormEncoder();
  readonly #authorization: string;
  #signal: AbortSignal | undefined;

  constructor(private readonly options: TwilioClientOptions) {
    super();
    const { accountSid, authToken } = options;
    this.#authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  }

  /** The SDK has no signal of its own but calls `request` before its method returns. */
  withSignal<Result>(signal: AbortSignal, call: () => Result): Result {
    this.#signal = signal;
    try {
      return call();
    } finally {
      this.#signal = undefined;
    }
  }

  override async request<Data>(sdk: SdkRequest<Data>): Promise<SdkAnswer<Data>> {
    const { uri, params } = sdk;
    const pathAt = uri.indexOf('/', uri.indexOf('//') + 2);
    const query = params === undefined ? '' : `?${this.#encode(params as Record<string, unknown>)}`;
    const headers = sdk.headers as Record<string, string>;
    headers['authorization'] = this.#authorization;
    const answer = await exchange(
      this.#pool(this.options.baseUrl ?? uri.slice(0, pathAt)),
      {
        method: sdk.method.toUpperCase() as Dispatcher.HttpMethod,
        path: uri.slice(pathAt) + query,
        headers,
        body: sdk.data === undefined ? null : this.#encode(sdk.data as Record<string, unknown>),
      },
      this.#signal,
    );
    if (answer.status < 200 || answer.status >= 300) throw readError(answer);
    return {
      statusCode: answer.status,
      body: answer.body as Data,
      headers: answer.headers,
      toString: () => answer.body,
    };
  }

  #pool(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    const { ca } = this.options;
    const pool = new Pool(origin, {
      connections,
      pipelining: 1,
      ...(ca !== undefined && { connect: { ca } }),
    });
    this.#pools.set(origin, pool);
    return pool;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }
}

/** The real Twilio SDK over undici. */
export function createTwilioClient(options: TwilioClientOptions) {
  const http = new UndiciRequestClient(options);
  const client = twilio(options.accountSid, options.authToken, { httpClient: http as Transport });
  return { client, http };
}
