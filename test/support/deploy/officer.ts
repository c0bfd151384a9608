/** An officer at a browser behind a proxy that makes the TLS: its cookies, a passkey, the proofs that the live world asks for. */
import { Agent, fetch } from 'undici';
import type { VersionShape } from '../../../src/wire/alert.js';
import type { AskedShape, StepUpShape } from '../../../src/wire/sign-in.js';
import * as step from '../../acceptance/steps.js';
import { createAuthenticator, type Authenticator } from '../authenticator.js';
import type { Answer, OfficerClient } from '../hub.js';

export interface BrowserAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Browser extends OfficerClient {
  /** Name and value of each cookie that it keeps. */
  readonly jar: Map<string, string>;
  /** A request as it is. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<BrowserAnswer>;
}

/** Keeps cookies, trusts one authority. */
export function openBrowser({ url, ca }: { readonly url: string; readonly ca: string }): Browser {
  const dispatcher = new Agent({ connect: { ca } });
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask: Browser['ask'] = async (method, path, body, headers = {}) => {
    const answer = await fetch(url + path, {
      ...{ method, dispatcher },
      headers: {
        ...{ cookie: cookie(), 'x-todoku-request': '1', 'user-agent': 'Mozilla/5.0 (test)' },
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const one of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (one.split(';')[0] ?? '').split('=');
      jar.set(name, value);
    }
    return {
      status: answer.status,
      headers: answer.headers as unknown as Headers,
      text: await answer.text(),
    };
  };
  const send = async <T>(...args: Parameters<Browser['ask']>): Promise<Answer<T>> => {
    const { status, text, headers } = await ask(...args);
    const isJson = /json/.test(headers.get('content-type') ?? '');
    return { status, body: (isJson ? JSON.parse(text) : { title: text }) as Answer<T>['body'] };
  };
  return {
    ...{ jar, ask, send },
    get cookie() {
      return cookie();
    },
    get: (path) => send('GET', path),
  };
}

/** A signed-in officer with a passkey. */
export interface LiveOfficer {
  readonly browser: Browser;
  readonly key: Authenticator;
  readonly origin: string;
}

/** From the one-time password to the passkey, as at the first sign-in. */
export async function signUp(
  browser: Browser,
  origin: string,
  login: string,
  oneTime: string,
): Promise<LiveOfficer> {
  step.good(await browser.send('POST', '/api/v1/session', { login, password: oneTime }));
  const password = 'a password of my own';
  step.good(await browser.send('POST', '/api/v1/session/password', { current: oneTime, password }));
  const key = createAuthenticator();
  const asked = step.good(await browser.send<AskedShape>('POST', '/api/v1/me/passkeys/options'));
  const response = key.create(asked.options, origin);
  const added = { token: asked.token, name: '庁舎のPC', response };
  step.good(await browser.send('POST', '/api/v1/me/passkeys', added));
  return { browser, key, origin };
}

/** Does what asks for a proof, with the proof. */
async function withProof<T>({ browser, key, origin }: LiveOfficer, path: string, body: object): Promise<T> {
  const refused = await browser.send<{ vars?: { act: string; subject: string } }>('POST', path, body);
  if (refused.body.code !== 'officer.step-up') throw new Error(`${path}: ${JSON.stringify(refused)}`);
  const { token, passkey } = step.good(
    await browser.send<StepUpShape>('POST', '/api/v1/step-up', refused.body.vars),
  );
  const response = key.get(passkey, origin);
  step.good(await browser.send('POST', '/api/v1/step-up/proof', { token, response }));
  return step.good(await browser.send<T>('POST', path, body, { 'x-todoku-proof': token }));
}

/** Written and submitted by one, approved by the other, each with a passkey. */
export async function issueLive(
  duty: LiveOfficer,
  chief: LiveOfficer,
  districts: readonly string[],
): Promise<VersionShape> {
  const opened = await step.draft(duty.browser, step.order(districts));
  const { id, revision, phrase } = step.good(
    await step.edit(duty.browser, opened, { decision: step.decided }),
  );
  const path = `/api/v1/drafts/${id}/submit`;
  const { digest } = await withProof<VersionShape>(duty, path, { revision, phrase: phrase.ja });
  return withProof<VersionShape>(chief, `/api/v1/versions/${id}/approve`, { digest });
}
