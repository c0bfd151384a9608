import i18next from 'i18next';
import { createActKeys } from './act-keys.js';
import type { Problem } from './types.js';

/** What a failed call throws: the server's problem document, or one of our own for a broken line. */
export interface ApiError extends Error {
  readonly problem: Problem;
}
export const isApiError = (error: unknown): error is ApiError => error instanceof Error && 'problem' in error;

export const failed = (problem: Problem): ApiError => Object.assign(new Error(problem.title), { problem });
const ownFault = (code: 'offline' | 'unconfirmed' | 'unexpected', status: number): ApiError =>
  failed({ type: 'about:blank', title: i18next.t(`error.${code}`, { status }), status, code });

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Who asks and how a text would look: nothing of it can go out, and the hub keeps no answers to it. */
const sendsNothing = /^\/(session|me|step-up|invitations|preview|speech)(?=[/?]|$)/;
const isCommand = (method: Method, path: string): boolean => method !== 'GET' && !sendsNothing.test(path);

/** No word of the hub's came back. What became of a command nobody here knows then: it may have been done. */
export const unanswered = (method: Method, path: string): ApiError =>
  ownFault(isCommand(method, path) ? 'unconfirmed' : 'offline', 0);

const keys = createActKeys();

/** The hub's own refusal; null for what a proxy said in its place. */
const refusalIn = (text: string): Problem | null => {
  try {
    const { code, title } = JSON.parse(text) as Partial<Problem>;
    return typeof code === 'string' && typeof title === 'string' ? (JSON.parse(text) as Problem) : null;
  } catch {
    return null;
  }
};

/** What an answer other than 2xx means. A proxy that gave up waiting (502, 504) does not know what the hub did. */
export const readFailure = (method: Method, path: string, status: number, text: string): ApiError => {
  const refusal = refusalIn(text);
  if (refusal !== null) return failed(refusal);
  return ownFault(status >= 500 && isCommand(method, path) ? 'unconfirmed' : 'unexpected', status);
};

/**
 * Calls the hub. Path without `/api/v1`.
 * @throws ApiError with the server's problem; where none came, with code `offline`, or `unconfirmed` for a command.
 */
export const call = <Result>(
  method: Method,
  path: string,
  body?: unknown,
  extra: Readonly<Record<string, string>> = {},
): Promise<Result> =>
  ask(method, path, { body, extra, read: (text) => (text === '' ? null : JSON.parse(text)) as Result });

/** As `call`, for an answer that is no JSON. */
export const callText = (method: Method, path: string, body?: unknown): Promise<string> =>
  ask(method, path, { body, extra: {}, read: (text) => text });

interface Asked<Result> {
  readonly body: unknown;
  readonly extra: Readonly<Record<string, string>>;
  readonly read: (text: string) => Result;
}

const ask = async <Result>(method: Method, path: string, { body, extra, read }: Asked<Result>) => {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const headers: Record<string, string> = {
    ...{ Accept: 'application/json', 'Accept-Language': i18next.language },
    ...extra,
  };
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-Todoku-Request'] = '1';
  if (method === 'POST') headers['Idempotency-Key'] = keys.keyFor(method, path, json ?? '');
  const answer = await answerOf(`/api/v1${path}`, {
    method,
    headers,
    credentials: 'same-origin',
    ...(json === undefined ? {} : { body: json }),
  });
  if (answer === null) throw unanswered(method, path);
  if (!answer.ok) throw readFailure(method, path, answer.status, answer.text);
  const result = readable(read, answer.text);
  if (result === undefined) throw unanswered(method, path);
  // Not earlier: a refusal may follow on an act that was done and whose answer was lost. The hub keeps no refusals.
  keys.done(method, path, json ?? '');
  return result;
};

/** When the hub last answered this browser, by our own clock: every tab uses the same session. */
const usedKey = 'todoku.used';
let usedAt = Date.now();
const noteUse = (): void => {
  usedAt = Date.now();
  localStorage.setItem(usedKey, String(usedAt));
};
/** Milliseconds since a request of this browser reached the hub; each keeps the session from ending for idleness. */
export const unusedFor = (): number =>
  Date.now() - Math.max(usedAt, Number(localStorage.getItem(usedKey) ?? 0));

/** Milliseconds for an answer. On a line that died without a word a browser waits for many minutes, and says nothing. */
const answerWithin = { question: 15_000, command: 60_000 };

/** Null where the line broke, also in the middle of the answer. */
const answerOf = async (url: string, init: RequestInit) => {
  try {
    const within = init.method === 'GET' ? answerWithin.question : answerWithin.command;
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(within) });
    const text = await response.text();
    noteUse();
    return { ok: response.ok, status: response.status, text };
  } catch {
    return null;
  }
};

/** Undefined for what is no answer of the hub's: some network's own page in its place. */
const readable = <Result>(read: (text: string) => Result, text: string): Result | undefined => {
  try {
    return read(text);
  } catch {
    return undefined;
  }
};
