import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod, type Type } from '@nestjs/common';
import { AppModule } from '../../src/app.module.js';
import { accessKey, type AccessRule } from '../../src/platform/access.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);

/** Who may call what. A route that is not here fails the test: decide who may call it, and write it down. */
const table: Readonly<Record<string, string>> = {
  'POST /api/v1/telegrams': 'machine',
  'GET /api/v1/town': 'signed-in',
  'GET /api/v1/kinds': 'signed-in',
  'GET /api/v1/telegrams': 'signed-in',
  'GET /api/v1/proposals': 'signed-in',
  'POST /api/v1/proposals/:id/dismiss': 'drafter',
  'POST /api/v1/preview': 'signed-in',
  'POST /api/v1/speech': 'signed-in',
  'GET /api/v1/speech/:file': 'signed-in',
  'POST /api/v1/drafts': 'drafter',
  'PUT /api/v1/drafts/:id': 'drafter',
  'POST /api/v1/drafts/:id/discard': 'drafter',
  'POST /api/v1/drafts/:id/submit': 'drafter',
  'GET /api/v1/versions/:id': 'signed-in',
  'POST /api/v1/versions/:id/renew': 'drafter',
  'POST /api/v1/versions/:id/approve': 'approver',
  'POST /api/v1/versions/:id/return': 'approver',
  'POST /api/v1/versions/:id/reject': 'approver',
  'GET /api/v1/versions/:id/ready-made/:purpose': 'signed-in',
  'GET /api/v1/versions/:id/deliveries': 'signed-in',
  'GET /api/v1/versions/:id/progress': 'signed-in',
  'GET /api/v1/alerts': 'signed-in',
  'GET /api/v1/alerts/:id': 'signed-in',
  'POST /api/v1/alerts/:id/cancel': 'drafter approver',
  'POST /api/v1/alerts/:id/correction': 'drafter approver',
  'POST /api/v1/deliveries/:id/decide': 'drafter approver',
  'GET /api/v1/deliveries/:id/addresses': 'drafter approver',
  'GET /api/v1/versions/:id/waiting': 'signed-in',
  'GET /api/v1/versions/:id/rings': 'signed-in',
  'POST /api/v1/versions/:id/deliveries/decide': 'drafter approver',
  'POST /api/v1/versions/:id/stop': 'drafter approver',
  'GET /api/v1/tasks': 'signed-in',
  'POST /api/v1/tasks/:id/close': 'drafter approver',
  'GET /api/v1/manual': 'signed-in',
  'POST /api/v1/manual/:id/begin': 'drafter approver',
  'POST /api/v1/manual/:id/stops': 'drafter approver',
  'POST /api/v1/manual/:id/close': 'drafter approver',
  'GET /api/v1/log': 'signed-in',
  'POST /api/v1/log': 'signed-in',
  'GET /api/v1/chronology': 'signed-in',
  'GET /api/v1/chronology.csv': 'signed-in',
  'GET /api/v1/chronology.json': 'signed-in',
  'POST /api/v1/chronology/seen': 'signed-in',
  'POST /api/v1/chronology/personal': 'approver administrator',
  'GET /api/v1/scenarios': 'signed-in',
  'GET /api/v1/drills': 'signed-in',
  'POST /api/v1/drills': 'leader',
  'POST /api/v1/drills/:id/stop': 'leader',
  'GET /api/v1/state': 'signed-in',
  'GET /api/v1/session': 'public',
  'POST /api/v1/session': 'public',
  'DELETE /api/v1/session': 'signed-in',
  'POST /api/v1/session/password': 'signed-in',
  'POST /receipts/:channel': 'public',
  'POST /receipts/sms/inbound': 'public',
  'POST /receipts/voice/inbound': 'public',
  'POST /receipts/voice/inbound/choice': 'public',
  'POST /receipts/voice/answer': 'public',
  'POST /receipts/voice/ring': 'public',
  'GET /receipts/voice/audio/:name': 'public',
  'GET /receipts/:channel/unsubscribe/:token': 'public',
  'POST /receipts/:channel/unsubscribe/:token': 'public',
  'GET /api/v1/channels': 'signed-in',
  'POST /api/v1/channels/:id/test': 'machine',
  'GET /api/v1/templates': 'signed-in',
  'GET /api/v1/templates/:kind': 'signed-in',
  'GET /api/v1/glossary': 'signed-in',
  'GET /api/v1/readings': 'signed-in',
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
};

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

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
}, 60_000);
afterAll(() => hub?.close());

test('every route declares who may call it, as the table says', () => expect(declared()).toEqual(table));

describe('without a session', () => {
  const routes = Object.entries(table).map(([route, rule]): [string, string, string] => {
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
