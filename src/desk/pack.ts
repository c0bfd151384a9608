import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { digestOf } from '../platform/digest.js';
import { localStamp } from '../platform/local-time.js';
import { makePaper } from '../platform/paper.js';
import type { CardShape, PackShape } from '../wire/card.js';
import { packPaper } from './card-page.js';
import { packSheets, type PackDeps } from './pack-sheets.js';

const kept = z.object({ digest: z.string(), madeAt: z.number(), cards: z.number(), pages: z.number() });

/** The offline pack (停電・障害用の発令カード集) of a hub: `<dataDir>/offline-pack.pdf`, and beside it what it was made from. */
export interface OfflinePack {
  state(): Promise<PackShape>;
  /** Makes it anew from the words of today. */
  make(): Promise<PackShape>;
  /** Null where it was never made. */
  read(): Promise<Buffer | null>;
}

/** All sheets, letting the hub breathe between two. */
async function sheetsOf(deps: PackDeps): Promise<readonly CardShape[]> {
  const sheets: CardShape[] = [];
  for (const sheet of packSheets(deps)) {
    sheets.push(sheet);
    await setImmediate();
  }
  return sheets;
}

/** Words are loaded once a process: what they come to is worked out once too. */
export function createPack(deps: PackDeps, dataDir: string, now: () => number): OfflinePack {
  const [pdf, about] = ['offline-pack.pdf', 'offline-pack.json'].map((name) => join(dataDir, name)) as [
    string,
    string,
  ];
  let sheets: Promise<readonly CardShape[]> | null = null;
  let making: Promise<PackShape> | null = null;
  const words = () => (sheets ??= sheetsOf(deps));
  const state = async (): Promise<PackShape> => {
    const found = kept.safeParse(JSON.parse((await readOrNull(about))?.toString() ?? 'null'));
    if (!found.success) return { madeAt: null, current: false, cards: 0, pages: 0 };
    const { digest, ...rest } = found.data;
    return { ...rest, current: digest === digestOf(await words()) };
  };
  const make = async (): Promise<PackShape> => {
    const all = await words();
    const madeAt = now();
    const stamp = localStamp(madeAt, deps.town.timeZone);
    const made = await makePaper(packPaper(all, packWords(deps, stamp)), 'later');
    await mkdir(dataDir, { recursive: true });
    await put(pdf, made.pdf);
    const facts = { madeAt, cards: all.length, pages: made.pages };
    await put(about, JSON.stringify({ digest: digestOf(all), ...facts }));
    return { ...facts, current: true };
  };
  return {
    state,
    make: () => (making ??= make().finally(() => (making = null))),
    read: () => readOrNull(pdf),
  };
}

const packWords = ({ say, town, world }: PackDeps, stamp: string) => ({
  mark: say('ja', `card.mark-${world}`),
  title: say('ja', 'card.pack-title', { town: town.name.ja }),
  lead: `${say('ja', `card.pack-${world}`)} ${say('ja', 'card.pack-how')}`,
  made: say('ja', 'card.pack-made', { time: stamp }),
  contents: say('ja', 'card.pack-contents'),
});

/** Whole or not at all: a pack half written is worse than yesterday's. */
async function put(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}

const readOrNull = async (file: string): Promise<Buffer | null> => {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/** Milliseconds after a start, and between two looks, at which a pack that lacks today's words is made anew. */
const firstLook = 5 * 60_000;
const nextLook = 24 * 60 * 60_000;

/** Keeps the pack at today's words without anybody asking. Returns how to stop. */
export function keepPack(pack: OfflinePack, onFault: (error: unknown) => void): () => void {
  const look = async () => {
    if (!(await pack.state()).current) await pack.make();
  };
  let timer = setTimeout(again, firstLook);
  function again(): void {
    void look().catch(onFault);
    timer = setTimeout(again, nextLook);
    timer.unref();
  }
  timer.unref();
  return () => clearTimeout(timer);
}
