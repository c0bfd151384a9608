import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defer, lastValueFrom } from 'rxjs';
import { createClock } from '../platform/clock.js';
import { StorageFault } from '../platform/storage-fault.js';
import { openSqlite } from '../store/open-sqlite.js';
import type { Store } from '../store/store.js';
import { IdempotencyInterceptor } from './idempotency.js';

const dir = mkdtempSync(join(tmpdir(), 'todoku-answers-'));
let store: Store;
let interceptor: IdempotencyInterceptor;
let full = false;
beforeAll(async () => {
  store = await openSqlite(dir, 'drill', 'hatoyama', {
    run: (attempt) => (full ? Promise.reject(new StorageFault('full')) : attempt()),
    onlyUrgent: () => false,
  });
  interceptor = new IdempotencyInterceptor(store, createClock());
});
afterAll(async () => {
  await store?.close();
  rmSync(dir, { recursive: true });
});

/** A command that takes a while, as one on PostgreSQL does: two requests are truly under way at once. */
function command() {
  let runs = 0;
  const handle = () =>
    defer(async () => {
      runs += 1;
      const mine = runs;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { run: mine };
    });
  return { runs: () => runs, handler: { handle } as CallHandler };
}

interface Asked {
  readonly key?: string;
  readonly body?: unknown;
  readonly officer?: string;
}

function post(handler: CallHandler, { key = 'k', body = {}, officer = 'duty' }: Asked): Promise<unknown> {
  const reply = {
    statusCode: 200,
    code: (status: number) => (reply.statusCode = status),
    getHeader: () => undefined,
  };
  const request = {
    method: 'POST',
    url: '/api/v1/drafts',
    headers: { 'idempotency-key': key },
    body,
    officer: { id: officer },
  };
  const http = { getRequest: () => request, getResponse: () => reply };
  const context = { switchToHttp: () => http } as unknown as ExecutionContext;
  return lastValueFrom(interceptor.intercept(context, handler));
}

test('IdempotentApi: two clicks at once run the command once and hear the same', async () => {
  const { handler, runs } = command();
  const answers = await Promise.all([post(handler, {}), post(handler, {}), post(handler, {})]);
  expect([answers, runs()]).toEqual([[{ run: 1 }, { run: 1 }, { run: 1 }], 1]);
  expect(await post(handler, {})).toEqual({ run: 1 });
});

test('IdempotentApi: other content under the key is refused, at once too', async () => {
  const { handler, runs } = command();
  const [first, second] = await Promise.allSettled([
    post(handler, { key: 'other', body: { a: 1 } }),
    post(handler, { key: 'other', body: { a: 2 } }),
  ]);
  expect(first).toEqual({ status: 'fulfilled', value: { run: 1 } });
  expect(second).toMatchObject({
    status: 'rejected',
    reason: { refusal: { refused: 'idempotency.other-body' } },
  });
  expect(runs()).toBe(1);
});

test('IdempotentApi, control: under two keys the same click runs the command twice', async () => {
  const { handler, runs } = command();
  await Promise.all([post(handler, { key: 'one' }), post(handler, { key: 'two' })]);
  expect(runs()).toBe(2);
});

test('a key is its officer’s own', async () => {
  const { handler, runs } = command();
  await Promise.all([post(handler, { key: 'own' }), post(handler, { key: 'own', officer: 'chief' })]);
  expect(runs()).toBe(2);
});

test('what was refused may be tried again under its key', async () => {
  let refused = true;
  const handle = () => defer(async () => (refused ? { refused: 'draft.stale' } : { done: true }));
  const handler = { handle } as CallHandler;
  expect(await post(handler, { key: 'again' })).toEqual({ refused: 'draft.stale' });
  refused = false;
  expect(await post(handler, { key: 'again' })).toEqual({ done: true });
});

test('a command that fails as a bug leaves the key free', async () => {
  const failing = { handle: () => defer(() => Promise.reject(new Error('bug'))) } as CallHandler;
  await expect(post(failing, { key: 'bug' })).rejects.toThrow('bug');
  const { handler } = command();
  expect(await post(handler, { key: 'bug' })).toEqual({ run: 1 });
});

test('an answer that the disk does not take is given all the same, and again under its key', async () => {
  const { handler, runs } = command();
  full = true;
  expect(await post(handler, { key: 'full' })).toEqual({ run: 1 });
  expect(await post(handler, { key: 'full' })).toEqual({ run: 1 });
  await expect(post(handler, { key: 'full', body: { other: 1 } })).rejects.toMatchObject({
    refusal: { refused: 'idempotency.other-body' },
  });
  full = false;
  expect(runs()).toBe(1);
});
