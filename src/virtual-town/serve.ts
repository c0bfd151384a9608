import type { VirtualFault } from '../wire/virtual-town.js';
import { json, type Ask, type Reply, type Service } from './exchange.js';
import type { Faults } from './faults.js';
import type { Ledger } from './ledger.js';

/** Where an answer goes; `cut` ends the connection (the stream, over HTTP/2) without one. */
export interface Port {
  reply(reply: Reply): void;
  /** The same, its body byte by byte over so many milliseconds. */
  drip(reply: Reply, over: number): void;
  cut(): void;
}

const slowMs = 1000;
const garbage: Reply = { status: 200, body: '\u0000<html>{"sid":' };

function failing(service: Service, mode: VirtualFault['mode'], retryAfter: string | undefined): Reply | null {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  switch (mode) {
    case '401':
      return service.fail(401, headers);
    case '413':
      return service.fail(413, headers);
    case '429':
      return service.fail(429, headers);
    case '500':
      return service.fail(500, headers);
    case '503':
      return service.fail(503, headers);
    case '400':
    case '403':
    case '404':
    case '409':
    case '410':
      return json(Number(mode), {}, headers);
    default:
      return null;
  }
}

/** Lets the provider answer, or its fault. */
export function serve(
  service: Service,
  ask: Ask,
  port: Port,
  { faults, ledger }: { faults: Faults; ledger: Ledger },
): void {
  if (service.provider !== null) ledger.countRequest(service.provider);
  const fault = faults.pick(service.endpoint, ask.path);
  if (fault === null) return port.reply(service.answer(ask));
  const failed = failing(service, fault.mode, fault.retryAfter);
  if (failed !== null) return port.reply(failed);
  switch (fault.mode) {
    case 'slow':
      setTimeout(() => port.reply(service.answer(ask)), fault.delayMs ?? slowMs);
      return;
    case 'late-answer': {
      const reply = service.answer(ask);
      setTimeout(() => port.reply(reply), fault.delayMs ?? slowMs);
      return;
    }
    case 'drip':
      return port.drip(service.answer(ask), fault.delayMs ?? slowMs);
    case 'garbage':
      service.answer(ask);
      return port.reply(garbage);
    case 'callback-twice':
      return port.reply(service.answer(ask, 2));
    case 'refuse-some':
      return port.reply(service.refuse(ask));
    case 'drop-before':
      return port.cut();
    case 'drop-after':
      service.answer(ask);
      return port.cut();
    default:
      // 'hang': the connection stays open until the other side gives up.
      return;
  }
}
