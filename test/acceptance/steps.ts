/** An officer's steps at the hub as the console makes them, and the virtual town's ledger as the oracle. */
import type { AlertShape, ProposalShape, VersionShape } from '../../src/wire/alert.js';
import type { LogEntryShape } from '../../src/wire/log.js';
import type { DeliveryShape, ProgressShape, StateShape } from '../../src/wire/progress.js';
import { generateResidents } from '../../src/residents/generate.js';
import type { LedgerEntry } from '../../src/wire/virtual-town.js';
import { until, type Answer, type OfficerClient, type TestHub } from '../support/hub.js';

export const landslide = 'config/scenarios/night-landslide/telegrams/05-landslide-danger-l4.xml';
/** Providers that take more a second than theirs do, so that a test waits for the hub and not for a rate. */
export const fast = {
  rates: Object.fromEntries(
    ['radio', 'push', 'sms', 'mastodon', 'web-push', 'mail', 'voice'].map((channel) => [
      channel,
      { callsPerSecond: 5000 },
    ]),
  ),
};
export const decided = { by: '町長（架空）', means: 'phone' } as const;

/** The body of an answer of 2xx; the problem's code in the message otherwise. */
export function good<T>({ status, body }: Answer<T>): T {
  if (status < 200 || status > 299) throw new Error(`answered ${status} ${body.code}: ${body.title}`);
  return body;
}

export const bodyOfEdit = (version: VersionShape) => ({
  revision: version.revision,
  slots: version.slots,
  districts: version.districts,
  channels: version.channels,
  decision: version.decision,
});

type Changes = Partial<Omit<ReturnType<typeof bodyOfEdit>, 'decision'>> & {
  decision?: { by: string; means: string } | null;
  leftOut?: Readonly<Record<string, string>>;
};

export const edit = (officer: OfficerClient, version: VersionShape, changes: Changes) =>
  officer.send<VersionShape>('PUT', `/api/v1/drafts/${version.id}`, { ...bodyOfEdit(version), ...changes });

export const submit = (officer: OfficerClient, version: VersionShape, phrase = version.phrase.ja) =>
  officer.send<VersionShape>('POST', `/api/v1/drafts/${version.id}/submit`, {
    revision: version.revision,
    phrase,
  });

export const approve = (officer: OfficerClient, version: VersionShape, headers = {}) =>
  officer.send<VersionShape>(
    'POST',
    `/api/v1/versions/${version.id}/approve`,
    { digest: version.digest },
    headers,
  );

export const draft = async (officer: OfficerClient, source: object) =>
  good(await officer.send<VersionShape>('POST', '/api/v1/drafts', source));

export const read = async (officer: OfficerClient, id: string) =>
  good(await officer.get<VersionShape>(`/api/v1/versions/${id}`));

/** A draft of a kind with its decision entered, submitted by the duty officer. */
export async function submitted(
  duty: OfficerClient,
  source: object,
  changes: Changes = {},
): Promise<VersionShape> {
  const opened = await draft(duty, source);
  const edited = good(await edit(duty, opened, { decision: decided, ...changes }));
  return good(await submit(duty, edited));
}

/** Issued: by another officer's approval, or at once where the kind is one person's. */
export async function issued(
  duty: OfficerClient,
  chief: OfficerClient,
  source: object,
  changes: Changes = {},
): Promise<VersionShape> {
  const waiting = await submitted(duty, source, changes);
  return waiting.status === 'issued' ? waiting : good(await approve(chief, waiting));
}

export const order = (districts: 'all' | readonly string[], hazard = 'landslide') => ({
  kind: 'evacuation-instruction',
  slots: { hazard },
  districts,
});

export async function cancel(officer: OfficerClient, alertId: string): Promise<Answer<AlertShape>> {
  const phrase = (await alert(officer, alertId)).versions[0]?.retractPhrase.cancel.ja;
  return officer.send<AlertShape>('POST', `/api/v1/alerts/${alertId}/cancel`, { phrase });
}

export const alert = async (officer: OfficerClient, id: string) =>
  good(await officer.get<AlertShape>(`/api/v1/alerts/${id}`));

export const newestProposal = async (officer: OfficerClient) => {
  const [newest] = good(await officer.get<ProposalShape[]>('/api/v1/proposals'));
  if (!newest) throw new Error('no proposal');
  return newest;
};

/** The level of each district that has one. */
export async function levels(officer: OfficerClient): Promise<Record<string, number | null>> {
  const { districts } = good(await officer.get<StateShape>('/api/v1/state'));
  return Object.fromEntries(districts.map(({ code, level }) => [code, level]));
}

/** Waits until every delivery of a version is settled, and answers its progress. */
export const settled = (officer: OfficerClient, versionId: string): Promise<ProgressShape> =>
  until(async () => {
    const progress = good(await officer.get<ProgressShape>(`/api/v1/versions/${versionId}/progress`));
    return progress.settled ? progress : null;
    // The whole town takes six seconds, and forty on a machine that others share.
  }, 120_000);

export const deliveries = async (officer: OfficerClient, versionId: string, query = '') =>
  good(await officer.get<DeliveryShape[]>(`/api/v1/versions/${versionId}/deliveries?${query}`));

/** The newest entries of the headquarters log, oldest first. */
export const logOf = async (officer: OfficerClient) =>
  good(await officer.get<LogEntryShape[]>('/api/v1/log?limit=500')).toReversed();

/** Effects in the virtual town after a place in its ledger; officers rung for an approval are none of an alert's. */
export const ledgerAfter = (hub: TestHub, after: number): readonly LedgerEntry[] =>
  hub.town.ledger.entries({ after: after - 1 }).filter(({ provider }) => provider !== 'ring');

export const countBy = <T>(list: readonly T[], key: (one: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of list) counts[key(one)] = (counts[key(one)] ?? 0) + 1;
  return counts;
};

/** Who is behind a number or a token, from the generator itself and not from the hub's tables. */
export function people(hub: TestHub): ReadonlyMap<string, { language: string; district: string }> {
  const known = new Map<string, { language: string; district: string }>();
  for (const { addresses, language, district } of generateResidents(hub.hub.desk.town.population))
    for (const { target } of addresses) known.set(target, { language, district });
  return known;
}

/** A request as it is, with whatever headers; the answer with its type. `as` signs it in as the console would. */
export async function ask(
  hub: TestHub,
  method: string,
  path: string,
  options: { as?: OfficerClient; body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; type: string; body: { code?: string; title?: string; type?: string } }> {
  const { as, body, headers = {} } = options;
  const session = as ? { cookie: as.cookie, 'x-todoku-request': '1' } : {};
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const answer = await fetch(hub.url + path, {
    method,
    headers: {
      ...session,
      ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, type, body: /json/.test(type) ? JSON.parse(text) : { title: text } };
}

/**
 * Asks in Japanese and in English and answers `status code`: both must be problem+json with a sentence of their own
 * language and no placeholder left.
 */
export async function refusal(...[hub, method, path, options]: Parameters<typeof ask>): Promise<string> {
  const said = [];
  for (const language of ['ja', 'en-GB,en;q=0.9']) {
    const headers = { ...options?.headers, 'accept-language': language };
    said.push(await ask(hub, method, path, { ...options, headers }));
  }
  const [ja, en] = said;
  for (const one of said) {
    if (!one.type.startsWith('application/problem+json')) throw new Error(`${one.status} ${one.type}`);
    if (!one.body.title || /\{\{/.test(one.body.title))
      throw new Error(`no sentence: ${JSON.stringify(one.body)}`);
    if (one.body.type !== `/docs/errors#${one.body.code}`)
      throw new Error(`no link: ${JSON.stringify(one.body)}`);
  }
  if (!/[ぁ-ん]/.test(ja?.body.title ?? '') || /[ぁ-ん]/.test(en?.body.title ?? ''))
    throw new Error(`not in the officer's language: ${ja?.body.title} / ${en?.body.title}`);
  return `${ja?.status} ${ja?.body.code}`;
}
