import type { DeskDeps } from './desk.js';

/** The phrase that is typed before anything is submitted or retracted; in the drill world it begins with 訓練. */
export interface Phrase {
  readonly ja: string;
  readonly en: string;
}

/** 「避難指示 発令」, 「訓練 避難指示 発令」. */
export const phraseFor = (deps: Pick<DeskDeps, 'say' | 'world'>, kind: string): Phrase => ({
  ja: deps.say('ja', `phrase.${deps.world}`, { kind: deps.say('ja', `kind.${kind}`) }),
  en: deps.say('en', `phrase.${deps.world}`, { kind: deps.say('en', `kind.${kind}`) }),
});

const normalise = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();

/** Width, case and the number of spaces don't matter at 3 a.m.; the words do. */
export const phraseMatches = (phrase: Phrase, typed: string): boolean =>
  [phrase.ja, phrase.en].some((wanted) => normalise(wanted) === normalise(typed));
