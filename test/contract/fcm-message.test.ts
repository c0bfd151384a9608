import { describe, expect, test } from '@jest/globals';
import { createMessageBuilder } from '../../src/channels/fcm-message.js';
import { pushLimits } from '../../src/channels/push.limits.js';
import { payloadBytes } from '../../src/compose/size.js';
import type { SendOrder } from '../../src/domain/channel.js';
import { topicTarget } from '../../src/domain/push-topic.js';
import { fcmSendSchema, type FcmMessage } from '../../src/wire/fcm.js';
import { testOrder, testRendering } from '../support/virtual-town.js';

const now = Date.UTC(2026, 10, 28);
const build = createMessageBuilder();
const topic = topicTarget('hatoyama', 'ja');
const orderWith = (more: Partial<SendOrder> = {}) =>
  testOrder('push', { expiresAt: now + 3_600_000, ...more });
function messageTo(target: string, order = orderWith(), deliveryId = '77'): FcmMessage {
  const built = build(order, target, deliveryId, now);
  if ('tooLarge' in built) throw new Error(`${built.tooLarge} bytes`);
  return fcmSendSchema.parse(JSON.parse(built.body)).message;
}

describe('a push message', () => {
  test('of an order wakes the phone: Android in the emergency channel, iOS as time-sensitive', () => {
    const order = orderWith({ urgency: 4 });
    expect(messageTo('token-1', order)).toEqual({
      token: 'token-1',
      notification: { title: order.rendering.title, body: order.rendering.text },
      data: {
        alertId: order.alertId,
        version: '1',
        intent: 'alert',
        kind: 'evacuation-instruction',
        urgency: '4',
        status: 'Exercise',
        expiresAt: String(order.expiresAt),
        lang: 'ja',
        deliveryId: '77',
      },
      android: {
        priority: 'HIGH',
        collapse_key: order.alertId,
        notification: { channel_id: 'emergency', tag: order.alertId },
        ttl: '3600s',
      },
      apns: {
        payload: {
          aps: { 'interruption-level': 'time-sensitive', sound: 'default', 'thread-id': order.alertId },
        },
        headers: {
          'apns-push-type': 'alert',
          'apns-priority': '10',
          'apns-collapse-id': order.alertId,
          'apns-expiration': String(order.expiresAt / 1000),
        },
      },
      webpush: { headers: { Urgency: 'high', Topic: order.alertId.replaceAll('-', '') } },
    });
  });

  test('that only informs waits until the phone wakes by itself', () => {
    expect(messageTo('token-1', orderWith({ urgency: 1 }))).toMatchObject({
      android: { priority: 'NORMAL', notification: { channel_id: 'notice' } },
      apns: {
        payload: { aps: { 'interruption-level': 'active' } },
        headers: { 'apns-priority': '5' },
      },
    });
  });

  test('lives as long as what it says, and never longer than FCM keeps it', () => {
    const ttl = (left: number) => messageTo('token-1', orderWith({ expiresAt: now + left })).android?.ttl;
    expect([ttl(90_999), ttl(400), ttl(-5_000), ttl(400 * 24 * 3_600_000)]).toEqual([
      '90s',
      '0s',
      '0s',
      '2419200s',
    ]);
  });

  test('is one a language: another text, version or life is another body, the same is not built again', () => {
    const order = orderWith();
    const other = { ...order, rendering: testRendering('push', { languages: ['en'], text: 'Evacuate' }) };
    const later = { ...order, version: 2, intent: 'update' as const };
    expect(messageTo('t-1', other)).toMatchObject({
      notification: { body: 'Evacuate' },
      data: { lang: 'en' },
    });
    expect(messageTo('t-1', later)).toMatchObject({ data: { version: '2', intent: 'update' } });
    expect(messageTo('t-2', order)).toMatchObject({ token: 't-2', data: { version: '1' } });
  });

  test('holds tokens, ids and texts with quotes and backslashes as they are', () => {
    const text = 'a "b" \\ \u2028 </script> <x:address>';
    const order = orderWith({ rendering: testRendering('push', { text }) });
    expect(messageTo('a"b\\c', order, 'd"\\')).toMatchObject({
      token: 'a"b\\c',
      notification: { body: text },
      data: { deliveryId: 'd"\\' },
    });
  });
});

describe('a message to a topic', () => {
  test('names the topic, and is otherwise the same: a phone that has both shows one', () => {
    const order = orderWith();
    const { token, ...byToken } = messageTo('token-1', order);
    const { topic: name, ...byTopic } = messageTo(topic, order);
    expect([token, name]).toEqual(['token-1', 'hatoyama-ja']);
    expect(byTopic).toEqual(byToken);
    expect(byTopic.android).toMatchObject({
      collapse_key: order.alertId,
      notification: { tag: order.alertId },
    });
    expect(byTopic.apns?.headers).toMatchObject({ 'apns-collapse-id': order.alertId });
  });

  /** The text that makes a payload of so many bytes. */
  const filled = (bytes: number): SendOrder => {
    const order = orderWith({ rendering: testRendering('push', { text: '' }) });
    const { notification, data } = messageTo('token-1', order);
    const empty = Buffer.byteLength(JSON.stringify([notification, data]));
    return { ...order, rendering: testRendering('push', { text: 'x'.repeat(bytes - empty) }) };
  };
  test.each([
    [2048, 'a token', 'token-1', 'sent'],
    [2048, 'a topic', topic, 'sent'],
    [2049, 'a topic', topic, 2049],
    [4096, 'a token', 'token-1', 'sent'],
    [4097, 'a token', 'token-1', 4097],
  ])('of %s bytes to %s', (bytes, _, target, wanted) => {
    const built = build(filled(bytes), target, '77', now);
    expect('tooLarge' in built ? built.tooLarge : 'sent').toBe(wanted);
  });

  test('of the longest text that is composed fits, with whatever stands beside it', () => {
    const title = '題'.repeat(60);
    const room = pushLimits.size - payloadBytes(title, '');
    const rendering = testRendering('push', { title, text: 'x'.repeat(room), languages: ['zh-Hant'] });
    expect(payloadBytes(title, rendering.text)).toBe(pushLimits.size);
    const order = orderWith({ rendering, kind: 'voluntary-shelter-opening', version: 999, intent: 'cancel' });
    expect(
      build(order, topicTarget('a-town-with-a-long-name', 'zh-Hant'), '9'.repeat(16), now),
    ).toHaveProperty('body');
  });
});
