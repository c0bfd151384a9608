import type { FirstOfficer } from '../officers/first-run.js';

/** The hub's HTTP API as an officer's client calls it. */
export interface Api {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  /** The code of the refusal that is expected. */
  try(path: string, body: unknown): Promise<string>;
  /** Posts a telegram. */
  xml(path: string, body: string): Promise<{ code: string; refused: string | null; proposalId: string }>;
}

/** A client with these headers. @throws Error when an answer is a problem */
export function apiOf(url: string, headers: Readonly<Record<string, string>>): Api {
  async function call(
    method: string,
    path: string,
    body?: string,
    type = 'application/json',
  ): Promise<Response> {
    return fetch(url + path, {
      method,
      headers: {
        ...headers,
        'x-todoku-request': '1',
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body }),
    });
  }
  async function good<T>(answer: Response): Promise<T> {
    const shape = (await answer.json()) as T & { code?: string; title?: string };
    if (!answer.ok) throw new Error(`${answer.url} was refused: ${shape.code} ${shape.title}`);
    return shape;
  }
  return {
    get: async (path) => good(await call('GET', path)),
    post: async (path, body) => good(await call('POST', path, JSON.stringify(body))),
    put: async (path, body) => good(await call('PUT', path, JSON.stringify(body))),
    try: async (path, body) => {
      const answer = await call('POST', path, JSON.stringify(body));
      const { code } = (await answer.json()) as { code?: string };
      if (answer.ok || code === undefined) throw new Error(`${path} was expected to be refused`);
      return code;
    },
    xml: async (path, body) => good(await call('POST', path, body, 'application/xml')),
  };
}

/** Signs in with the one-time password, chooses an own one, and returns the client of that session. */
export async function chooseOwnPassword(url: string, officer: FirstOfficer): Promise<Api> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: officer.login, password: officer.password }),
  });
  if (!answer.ok) throw new Error(`${officer.login} could not sign in`);
  const api = apiOf(url, { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' });
  await api.post('/api/v1/session/password', {
    current: officer.password,
    password: `${officer.password} of my own`,
  });
  return api;
}
