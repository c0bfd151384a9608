import { mastodonCreateSchema, mastodonDefaults } from '../wire/mastodon.js';
import { json, type Ask, type Reply, type Service } from './exchange.js';
import type { Identity } from './identity.js';
import type { Ledger } from './ledger.js';

interface MastodonParts {
  readonly identity: Identity;
  readonly ledger: Ledger;
  readonly now: () => number;
}

interface Status {
  readonly id: string;
  readonly text: string;
  readonly language: string | null;
  readonly inReplyTo: string | null;
  readonly visibility: string;
  readonly createdAt: number;
  readonly editedAt: number | null;
}

/** Milliseconds for which an Idempotency-Key is kept (Mastodon documentation, 2026: one hour). */
const keyLife = 3_600_000;
const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** Mastodon counts grapheme clusters, and every address as 23. */
const countable = (text: string): number => {
  const shortened = text.replaceAll(/https?:\/\/\S+/g, 'x'.repeat(mastodonDefaults.charactersPerUrl));
  return [...graphemes.segment(shortened)].length;
};

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br />');

const refused = (status: number, error: string, headers?: Readonly<Record<string, string>>): Reply =>
  json(status, { error }, headers);

function parseBody({ headers, body }: Ask): unknown {
  if (!(headers['content-type'] ?? '').startsWith('application/json'))
    return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** One account on a Mastodon server: statuses, edits, deletions and the instance's description. */
export function createMastodon({ identity, ledger, now }: MastodonParts): Service {
  const { accessToken, account } = identity.credentials.mastodon;
  const statuses = new Map<string, Status>();
  const keys = new Map<string, { id: string; at: number }>();
  let posted = 0;

  // What an earlier run of the town has posted is still there, and its keys still hold.
  for (const { ref: id, text, lang, at, deliveryKey } of ledger.entries({ provider: 'mastodon' })) {
    const language = lang === '' ? null : lang;
    statuses.set(id, {
      id,
      text,
      language,
      inReplyTo: null,
      visibility: 'public',
      createdAt: at,
      editedAt: null,
    });
    if (deliveryKey !== null) keys.set(deliveryKey, { id, at });
  }

  const profile = { id: '1', username: account, acct: account, display_name: account, bot: false };
  const show = (status: Status): object => ({
    id: status.id,
    created_at: new Date(status.createdAt).toISOString(),
    edited_at: status.editedAt === null ? null : new Date(status.editedAt).toISOString(),
    in_reply_to_id: status.inReplyTo,
    visibility: status.visibility,
    language: status.language,
    sensitive: false,
    spoiler_text: '',
    content: `<p>${escapeHtml(status.text)}</p>`,
    url: `https://virtual.example/@${account}/${status.id}`,
    uri: `https://virtual.example/users/${account}/statuses/${status.id}`,
    account: profile,
  });

  const check = (ask: Ask) => {
    const form = mastodonCreateSchema.safeParse(parseBody(ask));
    if (!form.success) return refused(422, "Validation failed: Text can't be blank");
    if (countable(form.data.status) > mastodonDefaults.maxCharacters)
      return refused(
        422,
        `Validation failed: Text character limit of ${mastodonDefaults.maxCharacters} exceeded`,
      );
    return form.data;
  };

  const create = (ask: Ask): Reply => {
    const key = ask.headers['idempotency-key'];
    const earlier = typeof key === 'string' ? keys.get(key) : undefined;
    const kept = earlier !== undefined && now() - earlier.at < keyLife ? statuses.get(earlier.id) : undefined;
    if (kept !== undefined) return json(200, show(kept));
    const form = check(ask);
    if ('body' in form) return form;
    if (form.in_reply_to_id !== undefined && !statuses.has(form.in_reply_to_id))
      return refused(404, 'Record not found');
    posted += 1;
    const status: Status = {
      id: `${now()}${String(posted).padStart(5, '0')}`,
      text: form.status,
      language: form.language ?? null,
      inReplyTo: form.in_reply_to_id ?? null,
      visibility: form.visibility,
      createdAt: now(),
      editedAt: null,
    };
    statuses.set(status.id, status);
    if (typeof key === 'string') keys.set(key, { id: status.id, at: now() });
    ledger.add({
      provider: 'mastodon',
      target: account,
      ref: status.id,
      text: status.text,
      lang: status.language ?? '',
      alertId: null,
      deliveryKey: typeof key === 'string' ? key : null,
    });
    return json(200, show(status));
  };

  const one = (ask: Ask, id: string): Reply => {
    const status = statuses.get(id);
    if (status === undefined) return refused(404, 'Record not found');
    if (ask.method === 'DELETE') {
      statuses.delete(id);
      return json(200, { ...show(status), text: status.text });
    }
    if (ask.method !== 'PUT') return json(200, show(status));
    const form = check(ask);
    if ('body' in form) return form;
    const edited = {
      ...status,
      text: form.status,
      language: form.language ?? status.language,
      editedAt: now(),
    };
    statuses.set(id, edited);
    return json(200, show(edited));
  };

  return {
    endpoint: 'mastodon',
    provider: 'mastodon',
    answer(ask) {
      if (ask.path === '/api/v2/instance') return json(200, instance);
      if (ask.headers.authorization !== `Bearer ${accessToken}`)
        return refused(401, 'The access token is invalid');
      if (ask.path === '/api/v1/accounts/verify_credentials') return json(200, profile);
      if (ask.path === '/api/v1/statuses' && ask.method === 'POST') return create(ask);
      const id = /^\/api\/v1\/statuses\/(\d+)$/.exec(ask.path)?.[1];
      return id === undefined ? refused(404, 'Record not found') : one(ask, id);
    },
    fail: (status, headers) => refused(status, failures[status], headers),
    refuse: () => refused(422, 'Validation failed: Text has already been taken'),
  };
}

const failures = {
  401: 'The access token is invalid',
  413: 'Payload too large',
  429: 'Too many requests',
  500: 'Error',
  503: 'Error',
} as const;

const instance = {
  domain: 'virtual.example',
  title: 'Virtual town',
  version: '4.4.0',
  languages: ['ja', 'en'],
  configuration: {
    statuses: {
      max_characters: mastodonDefaults.maxCharacters,
      max_media_attachments: 4,
      characters_reserved_per_url: mastodonDefaults.charactersPerUrl,
    },
  },
};
