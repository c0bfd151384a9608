/** Twilio Programmable Messaging bodies, after Twilio's OpenAPI description of API version 2010-04-01. */
import { z } from 'zod';

/** The form of `POST …/Messages.json`, as far as it is used here. */
export const twilioCreateSchema = z.object({
  To: z.string(),
  From: z.string().optional(),
  MessagingServiceSid: z.string().optional(),
  Body: z.string().optional(),
  ValidityPeriod: z.coerce.number().int().min(1).max(36_000).optional(),
  StatusCallback: z.url().optional(),
});

/** What it answers, as far as it is used here. */
export const twilioMessageSchema = z.object({ sid: z.string().min(1) });

export const twilioErrorSchema = z.object({
  code: z.number().optional(),
  message: z.string().optional(),
  status: z.number().optional(),
});

/** A name that Twilio gave something: it goes to the database as it is. */
const sid = z.string().regex(/^[\x21-\x7e]{1,100}$/);

export const twilioStatuses = ['queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed'] as const;
export type TwilioStatus = (typeof twilioStatuses)[number];

/** The form of a status callback; Twilio sends more fields than these. */
export const twilioCallbackSchema = z.object({
  MessageSid: sid,
  MessageStatus: z.string().min(1),
  ErrorCode: z.string().optional(),
});

/** E.164 as Twilio takes it. */
export const e164 = /^\+[1-9]\d{6,14}$/;

/** A message that somebody sent to our number; Twilio sends more fields than these. */
export const twilioInboundSchema = z.object({
  MessageSid: sid,
  From: z.string().min(1),
  Body: z.string().default(''),
});

/** What Twilio tells of a call: its end, or who took it (asynchronous machine detection has no status). */
export const twilioCallSchema = z.object({
  CallSid: sid,
  CallStatus: z.string().optional(),
  AnsweredBy: z.string().optional(),
  SipResponseCode: z.string().optional(),
});

/** A key that was pressed. */
export const twilioKeySchema = z.object({
  CallSid: sid,
  Digits: z.string().regex(/^[0-9*#]$/),
});
