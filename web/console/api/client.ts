import i18next from 'i18next';
import type { Problem } from './types.js';

/** What a failed call throws: the server's problem document, or one of our own for a broken line. */
export interface ApiError extends Error {
  readonly problem: Problem;
}
export const isApiError = (error: unknown): error is ApiError => error instanceof Error && 'problem' in error;

export const failed = (problem: Problem): ApiError => Object.assign(new Error(problem.title), { problem });
export const offline = (): ApiError =>
  failed({ type: 'about:blank', title: i18next.t('error.offline'), status: 0, code: 'offline' });

/** One key per act: the same path and body keep theirs until the server has answered, so that a retry cannot act twice. */
const keys = new Map<string, string>();
const keyFor = (act: string): string => {
  const key = keys.get(act) ?? crypto.randomUUID();
  keys.set(act, key);
  return key;
};

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export const readProblem = async (response: Response): Promise<Problem> => {
  const text = await response.text();
  if (response.headers.get('content-type')?.includes('json') === true) return JSON.parse(text) as Problem;
  const title = i18next.t('error.unexpected', { status: response.status });
  return { type: 'about:blank', title, status: response.status, code: 'unexpected' };
};

/**
 * Calls the hub. Path without `/api/v1`.
 * @throws ApiError with the server's problem, or code `offline` when nothing answered.
 */
export const call = async <Result>(
  method: Method,
  path: string,
  body?: unknown,
  extra: Readonly<Record<string, string>> = {},
): Promise<Result> => {
  const text = await callText(method, path, body, extra);
  return (text === '' ? null : JSON.parse(text)) as Result;
};

/** As `call`, for an answer that is no JSON. */
export const callText = async (
  method: Method,
  path: string,
  body?: unknown,
  extra: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const act = `${method} ${path} ${json ?? ''}`;
  const headers: Record<string, string> = {
    ...{ Accept: 'application/json', 'Accept-Language': i18next.language },
    ...extra,
  };
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-Todoku-Request'] = '1';
  if (method === 'POST') headers['Idempotency-Key'] = keyFor(act);
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers,
    credentials: 'same-origin',
    ...(json === undefined ? {} : { body: json }),
  }).catch(() => null);
  if (response === null) throw offline();
  keys.delete(act);
  if (!response.ok) throw failed(await readProblem(response));
  return response.text();
};
