import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod, type Type } from '@nestjs/common';
import { AppModule } from '../../src/app.module.js';
import { readFileSync } from 'node:fs';
import {
  authorization,
  authorizationPage,
  passes,
  ruleOf,
  type AccessRule,
} from '../../src/domain/authorization.js';
import { officerRoles } from '../../src/domain/officer.js';
import { addOfficer } from '../../src/officers/add-officer.js';
import { accessKey } from '../../src/platform/access.js';
import { signIn, startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);

/** Every route that the application's modules hold, with the rule it declares; `none` where it declares none. */
function declared(): Record<string, string> {
  const routes: Record<string, string> = {};
  const modules = (AppModule.with(new Map()).imports ?? []) as Type[];
  for (const module of modules)
    for (const controller of (Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module) ?? []) as Type[]) {
      const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
      const methods = controller.prototype as Record<string, object>;
      for (const name of Object.getOwnPropertyNames(methods)) {
        if (name === 'constructor') continue;
        const handler = methods[name];
        const path = handler && (Reflect.getMetadata(PATH_METADATA, handler) as string | undefined);
        if (!handler || path === undefined) continue;
        const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number];
        const rule = (Reflect.getMetadata(accessKey, handler) ??
          Reflect.getMetadata(accessKey, controller)) as AccessRule | undefined;
        const parts = [base, path]
          .map((part) => part.replaceAll(/^\/|\/$/g, ''))
          .filter((part) => part !== '');
        routes[`${method} /${parts.join('/')}`] = rule === undefined ? 'none' : [rule].flat().join(' ');
      }
    }
  return routes;
}

/** What a reader may send: nothing of it changes anything but how she signs in and how far she has read, or is kept. */
const readersOwn = (route: string): boolean =>
  /^(POST|DELETE) \/api\/v1\/(session|me|step-up)(\/|$)/.test(route) ||
  ['POST /api/v1/preview', 'POST /api/v1/preview/cap', 'POST /api/v1/chronology/seen'].includes(route);

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
}, 60_000);
afterAll(() => hub?.close());

test('every route declares who may call it, as the table says', () =>
  expect(declared()).toEqual(authorization));

describe('without a session', () => {
  const routes = Object.entries(authorization).map(([route, rule]): [string, string, string] => {
    const [method = '', path = ''] = route.split(' ');
    return [method, path, rule];
  });
  test.each(routes.filter(([, , rule]) => rule !== 'public'))(
    '%s %s (%s) answers 401',
    async (method, path) => {
      const headers = { 'x-todoku-request': '1' };
      const body = method === 'GET' ? {} : { body: {} };
      expect(await step.refusal(hub, method, path.replaceAll(/:\w+/g, 'x'), { headers, ...body })).toBe(
        '401 session.none',
      );
    },
  );

  test.each(routes.filter(([, , rule]) => rule === 'public'))('%s %s is open', async (method, path) => {
    const body = method === 'GET' ? {} : { body: {} };
    const answer = await step.ask(hub, method, path.replace(':channel', 'sms'), body);
    expect(answer.body.code).not.toBe('session.none');
    expect(answer.status).toBeLessThan(500);
  });

  test('a receipt without the provider’s signature is refused', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const forged = { headers: form, body: 'MessageSid=SM1&MessageStatus=delivered' };
    expect(await step.refusal(hub, 'POST', '/receipts/sms', forged)).toBe('403 officer.bad-signature');
    expect(await step.refusal(hub, 'POST', '/receipts/pigeon', forged)).toBe('404 channel.unknown');
  });
});

describe('every role on every route', () => {
  const routes = Object.entries(authorization).map(([route, row]): [string, string, AccessRule] => {
    const [method = '', path = ''] = route.split(' ');
    return [method, path.replaceAll(/:\w+/g, 'x'), ruleOf(row)];
  });
  /** Signing out ends the session that the other rows need, and receipts are authenticated by their provider. */
  const asked = routes.filter(([method, path]) => method !== 'DELETE' && !path.startsWith('/receipts/'));
  const refused = async (as: OfficerClient, method: string, path: string) => {
    const body = method === 'GET' ? {} : { body: {} };
    return (await step.ask(hub, method, path, { as, ...body })).body.code === 'officer.lacks-role';
  };

  test.each(officerRoles)('%s passes where the table says so, and nowhere else', async (role) => {
    const { store, desk } = hub.hub;
    const officer = { login: `only-${role}`, name: role, password: 'one role and no other' };
    await addOfficer(store, desk.say, Date.now(), { ...officer, roles: [role], oneTime: false });
    const client = await signIn(hub.url, officer);
    const wrong: string[] = [];
    for (const [method, path, rule] of asked)
      if ((await refused(client, method, path)) === passes(rule, [role])) wrong.push(`${method} ${path}`);
    expect(wrong).toEqual([]);
  });

  test('a reader changes nothing but her own sign-in, and sees no addresses', () => {
    const open = Object.entries(authorization).filter(
      ([route, row]) => row !== 'public' && passes(ruleOf(row), ['reader']) && !route.startsWith('GET '),
    );
    expect(open.length).toBeGreaterThan(3);
    expect(open.map(([route]) => route).filter((route) => !readersOwn(route))).toEqual([]);
    for (const route of ['GET /api/v1/deliveries/:id/addresses', 'GET /api/v1/versions/:id/deliveries'])
      expect(passes(ruleOf(authorization[route] ?? ''), ['reader'])).toBe(false);
  });

  test('control: a role that the table does not name is refused by it', () => {
    expect(passes(ruleOf('drafter approver'), ['reader', 'headquarters'])).toBe(false);
    expect(passes(ruleOf('drafter approver'), ['reader', 'approver'])).toBe(true);
  });

  test('docs/authorization.md is the table', () =>
    expect(readFileSync('docs/authorization.md', 'utf8')).toContain(authorizationPage()));
});
