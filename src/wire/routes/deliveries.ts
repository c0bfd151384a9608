import { z } from 'zod';
import {
  decidedShape,
  groupDecidedShape,
  otherAddressShape,
  stoppedShape,
  taskShape,
  waitingShape,
} from '../delivery.js';
import { manualSheetShape, manualTickedShape } from '../manual.js';
import { deliveryShape, progressShape } from '../progress.js';
import { ringShape } from '../ringing.js';
import type { RouteTable } from './route.js';

/** What became of an issued version, and what people do about it. */
export const deliveryRoutes: RouteTable = {
  'GET /api/v1/versions/:id/progress': {
    says: 'Counts per channel and state; `seq` is 0 here.',
    answer: progressShape,
  },
  'GET /api/v1/versions/:id/deliveries': {
    says: "Single deliveries; people's targets are masked to four characters.",
    answer: z.array(deliveryShape),
  },
  'GET /api/v1/versions/:id/waiting': {
    says: 'Per channel what is held or refused and why, and whether it can be stopped.',
    answer: waitingShape,
  },
  'GET /api/v1/versions/:id/rings': {
    says: 'Who was rung for a submission that waits, and who answered.',
    answer: z.array(ringShape),
  },
  'POST /api/v1/versions/:id/stop': {
    says: 'Stops one channel or all; to resume, retry what is `held` as `stopped`.',
    answer: stoppedShape,
    example: { channel: 'radio', note: '誤報のため' },
  },
  'POST /api/v1/versions/:id/deliveries/decide': {
    says: "Decides a task's worth at once: retry, or give up.",
    answer: groupDecidedShape,
    example: { action: 'retry', channel: 'sms', of: { state: 'held', reason: 'stopped' } },
  },
  'POST /api/v1/deliveries/:id/decide': {
    says: 'Decides about one delivery: retry, give up, or reroute.',
    answer: decidedShape,
    example: { action: 'retry' },
  },
  'GET /api/v1/deliveries/:id/addresses': {
    says: "The resident's other addresses, masked.",
    answer: z.array(otherAddressShape),
  },
  'GET /api/v1/tasks': {
    says: 'What waits for a person, the longest first.',
    answer: z.array(taskShape),
  },
  'POST /api/v1/tasks/:id/close': {
    says: 'A call for help of residents was seen to; the note says how.',
    answer: z.object({ id: z.string() }),
    example: { note: '消防団が訪問し、無事を確認' },
  },
  'GET /api/v1/manual': {
    says: 'What people carry: of one alert, or what is still open of all.',
    answer: z.array(manualSheetShape),
  },
  'POST /api/v1/manual/:id/begin': {
    says: 'A task is begun.',
    answer: manualTickedShape,
    example: { by: '総務課 田中' },
  },
  'POST /api/v1/manual/:id/stops': {
    says: 'One call or stop: done, or could not.',
    answer: manualTickedShape,
    example: { stop: 'ohashi', result: 'done', by: '総務課 田中' },
  },
  'POST /api/v1/manual/:id/close': {
    says: 'The task is done, or could not be done; the same again changes nothing.',
    answer: manualTickedShape,
    example: { result: 'done', by: '総務課 田中' },
  },
};
