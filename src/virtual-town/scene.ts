import type { ServerResponse } from 'node:http';
import type { LedgerEntry, VirtualTownMap } from '../wire/virtual-town.js';
import type { Faults } from './faults.js';
import type { Ledger } from './ledger.js';
import type { RadioService } from './radio.js';

interface SceneParts {
  readonly town: VirtualTownMap;
  readonly ledger: Ledger;
  readonly radio: RadioService;
  readonly faults: Faults;
}

export interface Scene {
  /** Keeps a page informed, at most four times a second, until it goes away. */
  join(response: ServerResponse): void;
  close(): void;
}

const postsShown = 10;
type Latest = Pick<LedgerEntry, 'at' | 'text' | 'target'> & { count: number };

/** What the page shows: newest notification and SMS a language, newest posts, speaking stations, counts, faults. */
export function createScene({ ledger, radio, faults }: SceneParts): Scene {
  const pages = new Set<ServerResponse>();
  let seen = 0;
  let generation = ledger.generation;
  const noPhones = (): Record<'push' | 'sms' | 'web-push', Record<string, Latest>> => ({
    push: {},
    sms: {},
    'web-push': {},
  });
  let phones = noPhones();
  let posts: LedgerEntry[] = [];
  let last = '';

  const take = (entry: LedgerEntry): void => {
    if (entry.provider === 'mastodon') posts = [entry, ...posts].slice(0, postsShown);
    if (entry.provider !== 'push' && entry.provider !== 'sms' && entry.provider !== 'web-push') return;
    const { at, text, target } = entry;
    const phone = phones[entry.provider];
    phone[entry.lang] = { at, text, target, count: (phone[entry.lang]?.count ?? 0) + 1 };
  };
  const catchUp = (): void => {
    if (ledger.generation !== generation) {
      generation = ledger.generation;
      seen = 0;
      phones = noPhones();
      posts = [];
    }
    for (; seen < ledger.size; seen += 1) take(ledger.entry(seen));
  };
  const look = (): string => {
    catchUp();
    const speaking = radio.speaking().map(({ command, startedAt, seconds }) => ({
      stations: command.stations,
      siren: command.script.siren,
      chime: command.script.chime,
      lines: command.script.lines.map(({ language, text }) => ({ language, text })),
      startedAt,
      seconds,
    }));
    const faultsNow = faults.list().map(({ endpoint, mode }) => ({ endpoint, mode }));
    return JSON.stringify({ summary: ledger.summary(), phones, posts, speaking, faults: faultsNow });
  };
  const tell = (): void => {
    if (pages.size === 0) return;
    const now = look();
    if (now === last) return;
    last = now;
    for (const page of pages) page.write(`data: ${now}\n\n`);
  };
  const timer = setInterval(tell, 250);
  timer.unref();
  return {
    join(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(`retry: 1000\ndata: ${look()}\n\n`);
      pages.add(response);
      response.on('close', () => pages.delete(response));
    },
    close() {
      clearInterval(timer);
      for (const page of pages) page.end();
    },
  };
}
