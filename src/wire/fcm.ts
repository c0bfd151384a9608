/**
 * FCM HTTP v1 bodies, after Google's discovery document rev 20260911. Google's JSON reader takes camelCase and
 * snake_case and refuses unknown names, so both are listed here and nothing else passes.
 */
import { z } from 'zod';

const text = z.string();
const dictionary = z.record(z.string(), z.string());
const seconds = z.string().regex(/^\d+(\.\d{1,9})?s$/);
const options = z.strictObject({ analyticsLabel: text, analytics_label: text }).partial();

const androidNotification = z
  .strictObject({
    title: text,
    body: text,
    icon: text,
    color: text,
    sound: text,
    tag: text,
    image: text,
    ticker: text,
    sticky: z.boolean(),
    channelId: text,
    channel_id: text,
    clickAction: text,
    click_action: text,
    visibility: z.enum(['PRIVATE', 'PUBLIC', 'SECRET']),
    notificationPriority: text,
    notification_priority: text,
    defaultSound: z.boolean(),
    default_sound: z.boolean(),
  })
  .partial();

const android = z
  .strictObject({
    collapseKey: text,
    collapse_key: text,
    priority: z.enum(['HIGH', 'NORMAL', 'high', 'normal']),
    ttl: seconds,
    restrictedPackageName: text,
    restricted_package_name: text,
    data: dictionary,
    notification: androidNotification,
    directBootOk: z.boolean(),
    direct_boot_ok: z.boolean(),
    fcmOptions: options,
    fcm_options: options,
  })
  .partial();

const payload = z.record(z.string(), z.unknown());
const message = z
  .strictObject({
    token: text.min(1),
    topic: text.regex(/^[a-zA-Z0-9-_.~%]+$/),
    condition: text.min(1),
    notification: z.strictObject({ title: text, body: text, image: text }).partial(),
    data: dictionary,
    android,
    apns: z
      .strictObject({ headers: dictionary, payload, fcmOptions: payload, fcm_options: payload })
      .partial(),
    webpush: z
      .strictObject({
        headers: dictionary,
        data: dictionary,
        notification: payload,
        fcmOptions: payload,
        fcm_options: payload,
      })
      .partial(),
    fcmOptions: options,
    fcm_options: options,
  })
  .partial();

export const fcmSendSchema = z.strictObject({
  message,
  validateOnly: z.boolean().optional(),
  validate_only: z.boolean().optional(),
});
export type FcmMessage = z.infer<typeof message>;

export const fcmSentSchema = z.object({ name: z.string() });

/** google.rpc.Status as FCM answers it; `details` carries FcmError or BadRequest. */
export const googleErrorSchema = z.object({
  error: z.object({
    code: z.number(),
    message: z.string().default(''),
    status: z.string().default(''),
    details: z
      .array(
        z.looseObject({
          errorCode: z.string().optional(),
          fieldViolations: z.array(z.looseObject({ field: z.string().optional() })).optional(),
        }),
      )
      .default([]),
  }),
});

/** Bytes of `notification` + `data` that one message may carry (Firebase documentation, 2026). */
export const fcmPayloadLimit = 4096;
/** The same to a topic. */
export const fcmTopicPayloadLimit = 2048;
