import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { judgeTelegram } from '../domain/judge-telegram.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { Judgement, ParsedTelegram } from '../domain/telegram.js';
import type { World } from '../domain/world.js';
import { parseTelegram } from '../formats/jma/parse-telegram.js';
import { maxTelegramBytes } from '../formats/jma/xml-tree.js';
import { loadTown } from '../platform/town.js';

export interface TelegramOptions {
  /** One JSON line a file; a readable line otherwise. */
  readonly json: boolean;
  /** The live world refuses exercise and test telegrams. */
  readonly world?: World;
  /** JMA's 7-digit code of another municipality than the configured town. */
  readonly city?: string;
  readonly configDir: string;
  readonly town: string;
  readonly out: (line: string) => void;
}

/**
 * `todoku telegram FILE…`: what the hub would make of each file, judged as if it came at its ReportDateTime and
 * with no order in force. Resolves to the exit code: 1 if any file was unreadable (missing ones too), 2 for a
 * `city` that isn't a JMA code. Throws a ConfigError where the town's configuration has faults.
 */
export async function telegramCommand(files: readonly string[], options: TelegramOptions): Promise<number> {
  const town = loadTown(options.configDir, options.town);
  const cityCode = options.city ?? town.cityCode;
  if (!/^\d{7}$/.test(cityCode)) {
    options.out("--city takes JMA's 7-digit municipality code, such as 1134800.");
    return 2;
  }
  // Another town's dangerous places are unknown here, so none of its districts is preselected.
  const hazardDistricts = cityCode === town.cityCode ? town.hazardDistricts : {};
  const world = options.world ?? 'live';
  let unreadable = 0;
  for (const file of files) {
    const parsed = await readTelegram(file);
    if (isRefusal(parsed)) {
      unreadable += 1;
      options.out(
        options.json ? JSON.stringify(unreadableLine(file)) : `${file}: unreadable (${parsed.refused})`,
      );
      continue;
    }
    const now = parsed.reportDateTime;
    const facts = { cityCode, rules: town.proposals, hazardDistricts, world, now, ordersInForce: [] };
    const judgement = judgeTelegram({ parsed, ...facts });
    options.out(
      options.json ? JSON.stringify(jsonLine(file, parsed, judgement)) : textLine(file, parsed, judgement),
    );
  }
  return unreadable > 0 ? 1 : 0;
}

async function readTelegram(file: string): Promise<ParsedTelegram | Refusal> {
  try {
    const { size } = await stat(file);
    if (size > maxTelegramBytes) return refuse('telegram.too-large', { limit: maxTelegramBytes });
    return parseTelegram(await readFile(file), basename(file));
  } catch {
    return refuse('telegram.file-unreadable');
  }
}

const unreadableLine = (file: string) => ({
  file,
  ok: false,
  code: null,
  title: null,
  status: null,
  infoType: null,
  eventId: null,
  serial: null,
  reportDateTime: null,
  editorialOffice: null,
  town: null,
  proposal: null,
  refused: 'unreadable',
});

function jsonLine(file: string, parsed: ParsedTelegram, judgement: Judgement) {
  const { code, title, status, infoType, eventId, serial, editorialOffice } = parsed;
  const { concerned, level, proposal, refused } = judgement;
  const items = judgement.items.map((item) => ({ code: item.code, name: item.name, status: item.status }));
  return {
    ...{ file, ok: true, code, title, status, infoType, eventId, serial },
    reportDateTime: parsed.reportDateTimeText,
    editorialOffice,
    town: { concerned, level, items },
    proposal: proposal && { kind: proposal.kind, level: proposal.level, districts: proposal.districts },
    refused,
  };
}

function textLine(
  file: string,
  parsed: ParsedTelegram,
  { level, items, proposal, refused }: Judgement,
): string {
  const said = items.map((item) => `${item.name} ${item.status}`.trim()).join(', ');
  const districts =
    proposal && (proposal.districts === 'all' ? 'all' : proposal.districts.join(' ') || 'none chosen');
  return [
    `${file}: ${parsed.code} ${parsed.status} ${parsed.infoType} ${parsed.reportDateTimeText} ${parsed.editorialOffice}`,
    said === '' ? 'the town is not named' : said,
    level === null ? 'no level' : `level ${level}`,
    proposal ? `proposes ${proposal.kind} (${districts})` : 'proposes nothing',
    ...(refused === null ? [] : [`refused: ${refused}`]),
  ].join(' | ');
}
