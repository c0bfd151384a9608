import { z } from 'zod';
import {
  alertHistoryShape,
  alertShape,
  proposalShape,
  telegramAnswerShape,
  telegramShape,
  versionShape,
} from '../alert.js';
import { logEntryShape, writtenEntryShape } from '../log.js';
import { maintenanceAnswer } from '../maintenance.js';
import { capShape, kindShape, previewShape, renderingShape } from '../message.js';
import { speechShape } from '../speech.js';
import { townShape } from '../town.js';
import type { RouteTable } from './route.js';

const idOnly = z.object({ id: z.string() });
const phrase = '訓練 避難指示 発令';
const message = {
  ...{ kind: 'evacuation-instruction', slots: { hazard: 'landslide' } },
  districts: ['ohashi', 'sue'],
};

/** From a telegram to an issued alert, and its retraction. */
export const deskRoutes: RouteTable = {
  'POST /api/v1/telegrams': {
    says: 'A telegram as JMA sent it. It only proposes; nothing is ever issued by it.',
    body: { media: 'application/xml' },
    answer: telegramAnswerShape,
  },
  'GET /api/v1/town': {
    says: 'The town: districts, areas, shelters, stations, boundary.',
    answer: townShape,
  },
  'GET /api/v1/kinds': {
    says: 'The kinds of messages, and what each asks for.',
    answer: z.array(kindShape),
  },
  'GET /api/v1/telegrams': { says: 'Telegrams, newest first.', answer: z.array(telegramShape) },
  'GET /api/v1/telegrams/:id/raw': {
    says: 'A telegram as it came, byte for byte, as text.',
    answer: { media: 'text/plain' },
  },
  'GET /api/v1/proposals': {
    says: 'Proposals made from telegrams, newest first.',
    answer: z.array(proposalShape),
  },
  'POST /api/v1/proposals/:id/dismiss': {
    says: 'Puts a proposal aside, with a reason.',
    answer: idOnly,
    example: { reason: '揺れを感じず、被害の通報なし' },
  },
  'POST /api/v1/preview': {
    says: 'Every rendering of a message, and the audience. Nothing is kept.',
    answer: previewShape,
    example: message,
  },
  'POST /api/v1/preview/cap': {
    says: 'A message as CAP 1.2, with the status `Draft`, and what is wrong with it. Nothing is kept.',
    answer: capShape,
    example: message,
  },
  'POST /api/v1/maintenance/begin': {
    says: 'Severs every way out of the hub while somebody works on it; what waits is held for a person.',
    answer: maintenanceAnswer,
    example: { note: '業者がデータベースを更新（14時から16時）' },
  },
  'POST /api/v1/maintenance/end': {
    says: 'Opens the ways out again. Nothing that was held goes out by itself.',
    answer: maintenanceAnswer,
  },
  'POST /api/v1/speech': {
    says: 'A radio script as a sound, and what is said line by line.',
    answer: speechShape,
  },
  'GET /api/v1/speech/:file': {
    says: '`<sha256>.wav` of a broadcast; it never changes.',
    answer: { media: 'audio/wav' },
  },
  'POST /api/v1/drafts': {
    says: 'Opens a draft: from a proposal, of a kind, or to lift a version.',
    answer: versionShape,
    example: message,
  },
  'PUT /api/v1/drafts/:id': {
    says: '`revision` is the one you saw: an edit of an older one is 409 `draft.stale` and changes nothing.',
    answer: versionShape,
    example: {
      revision: 3,
      slots: { hazard: 'landslide' },
      districts: ['ohashi', 'sue'],
      channels: ['radio', 'push', 'sms'],
      decision: { by: '町長', means: 'phone' },
    },
  },
  'POST /api/v1/drafts/:id/discard': { says: 'Throws a draft away.', answer: versionShape },
  'POST /api/v1/drafts/:id/submit': {
    says: 'Freezes a draft for approval; `phrase` is the one the version names.',
    answer: versionShape,
    example: { revision: 4, phrase },
  },
  'GET /api/v1/versions/:id': {
    says: 'A version; `may` says what you can do with it now, or the code why not.',
    answer: versionShape,
  },
  'GET /api/v1/versions/:id/cap': {
    says: 'A version as CAP 1.2, what its alert said before in its references; `Draft` until it is issued.',
    answer: capShape,
  },
  'POST /api/v1/versions/:id/renew': {
    says: 'Renews a submission that lapsed by time alone; its submitter only.',
    answer: versionShape,
  },
  'POST /api/v1/versions/:id/approve': {
    says: 'Approves this digest, which issues it.',
    answer: versionShape,
    example: { digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
  },
  'POST /api/v1/versions/:id/return': {
    says: 'Gives a submission back to be edited.',
    answer: versionShape,
    example: { reason: '対象地域に須江を加えてください' },
  },
  'POST /api/v1/versions/:id/reject': {
    says: 'Turns a submission down for good.',
    answer: versionShape,
    example: { reason: '町長の判断により見送り' },
  },
  'GET /api/v1/versions/:id/ready-made/:purpose': {
    says: 'The frozen texts of `cancel` or `correction:<cause>`.',
    answer: z.array(renderingShape),
  },
  'GET /api/v1/alerts': {
    says: 'The newest 100 alerts, and every older one that waits, is in force or is being sent; without their texts.',
    answer: z.array(alertShape),
  },
  'GET /api/v1/alerts/history': {
    says: 'All alerts by pages of 100, newest first, with how many there are; without their texts.',
    answer: alertHistoryShape,
  },
  'GET /api/v1/alerts/:id': { says: 'An alert with its versions, newest first.', answer: alertShape },
  'POST /api/v1/alerts/:id/cancel': {
    says: 'Sends the ready-made cancel; within 30 minutes.',
    answer: alertShape,
    example: { phrase: '訓練 取消' },
  },
  'POST /api/v1/alerts/:id/correction': {
    says: 'Sends the ready-made correction of a cause.',
    answer: alertShape,
    example: { cause: 'wrong-area', phrase: '訓練 訂正' },
  },
  'GET /api/v1/log': {
    says: 'The headquarters log, newest first; `before` is a `seq`. Personal data is not in it.',
    answer: z.array(logEntryShape),
  },
  'POST /api/v1/log': {
    says: "An officer's own entry; not for holders of `reader` alone.",
    answer: writtenEntryShape,
    example: {
      at: 1_780_000_000_000,
      category: 'call',
      text: '泉井で倒木の通報',
      source: '住民から電話',
      personal: null,
    },
  },
};
