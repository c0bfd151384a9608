import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { faultSchema, providers, type VirtualTownMap, type WellKnown } from '../wire/virtual-town.js';
import { json, type Ask, type Reply } from './exchange.js';
import type { Faults } from './faults.js';
import type { Identity } from './identity.js';
import type { Ledger } from './ledger.js';
import type { Scene } from './scene.js';
import { callFromPhoneSchema, phoneKeysSchema, smsFromPhoneSchema, type Phones } from './phones.js';
import { targetSchema, type Targets } from './targets.js';

interface AdminParts {
  readonly town: VirtualTownMap;
  readonly pageDir?: string;
  readonly identity: Identity;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly targets: Targets;
  readonly scene: Scene;
  readonly phones: Phones;
}

/** The town's own doors: page, map, credentials, ledger, faults. */
export interface Admin {
  readonly scene: Scene;
  /** Known once the ports listen. */
  tlsPort: number;
  smtpPort: number;
  answer(ask: Ask): Reply;
}

const pageFiles = ['index.html', 'app.js', 'style.css'] as const;
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

async function loadPage(pageDir: string | undefined): Promise<Map<string, Reply>> {
  const page = new Map<string, Reply>();
  if (pageDir === undefined) return page;
  for (const name of pageFiles) {
    const body = await readFile(join(pageDir, name), 'utf8');
    const headers = {
      'content-type': types[extname(name)] ?? '',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    };
    page.set(name === 'index.html' ? '/' : `/${name}`, { status: 200, body, headers });
  }
  return page;
}

const ledgerQuery = z.object({
  provider: z.enum(providers).optional(),
  alert: z.string().optional(),
  target: z.string().optional(),
  after: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().positive().default(100_000),
});

/** Reads a body against a schema; a bad one is answered 400 by path, never by value. */
function withBody<Shape>(ask: Ask, schema: z.ZodType<Shape>, then: (value: Shape) => void): Reply {
  let value: unknown;
  try {
    value = JSON.parse(ask.body);
  } catch {
    return json(400, { code: 'request.malformed' });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    return json(400, {
      code: 'request.malformed',
      at: parsed.error.issues.map(({ path }) => path.join('.')),
    });
  then(parsed.data);
  return { status: 204, body: '' };
}

export async function createAdmin(parts: AdminParts): Promise<Admin> {
  const { town, identity, ledger, faults, targets, scene, phones } = parts;
  const page = await loadPage(parts.pageDir);
  const done: Reply = { status: 204, body: '' };

  const readLedger = (ask: Ask): Reply => {
    const query = ledgerQuery.safeParse(Object.fromEntries(new URLSearchParams(ask.query)));
    if (!query.success) return json(400, { code: 'request.malformed' });
    const { provider, alert, target, after, limit } = query.data;
    const filter = {
      ...(provider && { provider }),
      ...(alert !== undefined && { alert }),
      ...(target !== undefined && { target }),
      ...(after !== undefined && { after }),
      limit,
    };
    return json(200, { total: ledger.size, entries: ledger.entries(filter) });
  };

  const admin: Admin = {
    scene,
    tlsPort: 0,
    smtpPort: 0,
    answer(ask) {
      switch (`${ask.method} ${ask.path}`) {
        case 'GET /.well-known/virtual-town': {
          const { ca, credentials } = identity;
          return json(200, {
            name: town.name,
            world: 'drill',
            tlsPort: admin.tlsPort,
            smtpPort: admin.smtpPort,
            ca,
            credentials,
          } satisfies WellKnown);
        }
        case 'GET /town':
          return json(200, town);
        case 'GET /ledger':
          return readLedger(ask);
        case 'GET /ledger/summary':
          return json(200, ledger.summary());
        case 'DELETE /ledger':
          ledger.clear();
          return done;
        case 'GET /faults':
          return json(200, faults.list());
        case 'PUT /faults':
          return withBody(ask, faultSchema, faults.set);
        case 'DELETE /faults':
          faults.clear();
          return done;
        case 'PUT /targets':
          return withBody(ask, targetSchema, ({ target, state }) => targets.set(target, state));
        case 'POST /phones/sms':
          return withBody(ask, smsFromPhoneSchema, (sms) => void phones.sendSms(sms));
        case 'POST /phones/call':
          return withBody(ask, callFromPhoneSchema, (call) => void phones.call(call));
        case 'PUT /phones/keys':
          return withBody(ask, phoneKeysSchema, phones.setKeys);
        case 'GET /phones':
          return json(200, phones.list());
        default:
          return (
            (ask.method === 'GET' ? page.get(ask.path) : undefined) ??
            json(404, { code: 'request.not-found' })
          );
      }
    },
  };
  return admin;
}
