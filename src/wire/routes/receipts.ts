import type { RouteTable } from './route.js';

const form = { media: 'application/x-www-form-urlencoded' };
const page = { media: 'text/html' };
const twiml = { media: 'text/xml' };

/** What providers and residents call; authenticated by a signature, not by a session. */
export const receiptRoutes: RouteTable = {
  'POST /receipts/:channel': {
    says: "A provider's callback, authenticated by its channel.",
    body: { media: '*/*' },
    answer: null,
  },
  'POST /receipts/sms/inbound': { says: "A resident's SMS.", body: form, answer: twiml },
  'POST /receipts/voice/inbound': { says: 'Somebody calls the re-listen line.', body: form, answer: twiml },
  'POST /receipts/voice/inbound/choice': {
    says: 'A language was chosen on the re-listen line.',
    body: form,
    answer: twiml,
  },
  'POST /receipts/voice/answer': { says: 'A key pressed by a resident.', body: form, answer: twiml },
  'POST /receipts/voice/ring': { says: 'What an approver pressed.', body: form, answer: twiml },
  'GET /receipts/voice/audio/:name': {
    says: 'What the loudspeakers played, by its SHA-256.',
    answer: { media: 'audio/wav' },
  },
  'GET /receipts/:channel/unsubscribe/:token': {
    says: "The page behind the signed link of a resident's mail.",
    answer: page,
  },
  'POST /receipts/:channel/unsubscribe/:token': {
    says: "Its button, and the mail program's own (RFC 8058).",
    body: form,
    answer: page,
  },
};
