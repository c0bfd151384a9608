import { variantsOf, type Kind, type SentenceUse, type ShortUse } from '../domain/kind.js';
import { isJapanese, type Language } from '../domain/language.js';
import type { DistrictChoice, Message, Slots } from '../domain/message.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import type { Town } from '../domain/town.js';
import { placeholdersOf } from './bank.js';
import { slotWords, type SlotFiller } from './slot-words.js';
import { translatorOf } from './translator.js';

/**
 * A sentence of a paper form, or several of which one is chosen. `ifTrue`: said only where it applies, so that it has a box
 * to tick before it. Marked-up.
 */
export interface PaperLine {
  readonly ifTrue: boolean;
  readonly marked: readonly string[];
}

/** One form: what is fixed on it; everything else is filled in by hand. */
export interface PaperForm {
  readonly kind: Kind;
  readonly phrasebook: Phrasebook;
  readonly town: Town;
  readonly districts: DistrictChoice;
  readonly slots: Slots;
  /** Values worth offering of a closed list, by slot: the hazards that the town has. */
  readonly offered: Readonly<Record<string, readonly string[]>>;
  readonly drill: boolean;
}

/** Room to write in, in Japanese and in Latin letters. */
const room = {
  ja: { time: '（　　月　　日　　時　　分）', date: '（　　月　　日）', other: '（　　　　　　　　）' },
  latin: { time: '(    /    ,    :    )', date: '(    /    )', other: '(                )' },
} as const;

/** A short closed list is offered to be circled; a long one is room to write in. */
const mostOffered = 6;

/** Bits of a sentence that stand open on the form: an empty stretch, or the words of a closed list. */
function openWords(form: PaperForm, from: SlotFiller, language: Language, name: string): string {
  const { kind, offered } = form;
  const blanks = isJapanese(language) ? room.ja : room.latin;
  const slot = name === 'sheltersShort' ? 'shelters' : name;
  const spec = kind.slots[slot];
  if (name === 'decidedAt' || spec?.type === 'time') return blanks.time;
  if (spec?.type === 'date') return blanks.date;
  const values = offered[slot] ?? spec?.values ?? [];
  if (values.length === 0 || values.length > mostOffered) return blanks.other;
  const words = values.map((value) => {
    const filled = { ...from, message: { ...from.message, slots: { ...from.message.slots, [slot]: value } } };
    return slotWords(filled, language, name)?.text ?? null;
  });
  if (words.includes(null)) return blanks.other;
  return isJapanese(language) ? `（${words.join('・')}）` : `(${words.join(' / ')})`;
}

/** The keys a sentence may be said with on this form; several where a slot that picks it stands open. */
function keysOf({ kind, slots, offered }: PaperForm, use: SentenceUse | ShortUse): readonly string[] {
  if (use.by === undefined || ('each' in use && use.each !== undefined)) return variantsOf(kind, use);
  const fixed = slots[use.by];
  if (fixed !== undefined) return [`${use.id}.${String(fixed)}`];
  const allowed = offered[use.by];
  return variantsOf(kind, use).filter(
    (key) => allowed === undefined || allowed.some((value) => key === `${use.id}.${value}`),
  );
}

const isOpen = ({ slots }: PaperForm, use: SentenceUse): boolean =>
  (use.when ?? []).some((slot) => slots[slot] === undefined) ||
  (use.unless ?? []).length > 0 ||
  Object.keys(use.if ?? {}).some((slot) => slots[slot] === undefined) ||
  use.each !== undefined;

const heardOnly = (use: SentenceUse): boolean => use.channels?.includes('radio') !== false;

/** A language's sentences as a form: whole for the microphone, or the short ones. Null where the language lacks one. */
export function paperScript(
  form: PaperForm,
  language: Language,
  length: 'full' | 'short',
): readonly PaperLine[] | null {
  const { kind, phrasebook, town, districts, slots } = form;
  const bank = phrasebook.sentences[language];
  const translate = translatorOf(phrasebook);
  const message: Message = { kind: kind.kind, status: 'Actual', slots, districts, decidedAt: 0 };
  const from: SlotFiller = {
    ...{ message, town, slots: kind.slots, translate, aloud: true },
    has: (of, key) => phrasebook.sentences[of][key] !== undefined,
  };
  const say = (key: string): string => {
    const values = placeholdersOf(bank[key] ?? '').map((name): [string, string] => {
      const known = name === 'decidedAt' ? null : slotWords(from, language, name);
      return [name, known?.text ?? openWords(form, from, language, name)];
    });
    return translate(language, key, Object.fromEntries(values));
  };
  const uses =
    length === 'full'
      ? kind.sentences.filter((use) => heardOnly(use) && use.languages?.includes(language) !== false)
      : kind.short.map((each) => {
          const id = typeof each === 'string' ? each : each.id;
          const own = kind.sentences.find((use) => use.id === id);
          return own ?? { priority: 1, ...(typeof each === 'string' ? { id } : each) };
        });
  const lines: PaperLine[] = [];
  for (const use of uses) {
    const keys = keysOf(form, use).filter((key) => bank[key] !== undefined);
    if (keys.length === 0) return null;
    // What is said alike of several values is said.
    const marked = [...new Set(keys.map(say))];
    lines.push({ ifTrue: marked.length > 1 || isOpen(form, use), marked });
  }
  if (!form.drill) return lines;
  const mark = bank['drill-spoken'];
  // A language that cannot say that it is a drill says nothing (R3).
  const frame: PaperLine | null = mark === undefined ? null : { ifTrue: false, marked: [mark] };
  return frame && [frame, ...lines, frame];
}
