/*
 * A text as a voice can say it: no tags (they are read out: 小なり), no links (they are spelled), no emoji (Open JTalk says
 * nothing at all and fails), no brackets.
 */

const tag = /<[^<>]*>/gu;
const link = /https?:\/\/[^\s（）()、。]+/gu;
const picture = /[\p{Extended_Pictographic}\u{1F1E6}-\u{1F1FF}\u{FE00}-\u{FE0F}\u{200D}\u{20E3}]/gu;

/** Digits and letters have emoji forms too; only what is a picture by itself goes. */
const withoutPictures = (text: string): string =>
  text.replaceAll(picture, (letter) => (/[\d#*©®]/u.test(letter) ? letter : ''));

/** 22:05 is read as two numbers with a pause between them: 22時5分. */
const withSpokenTimes = (text: string): string =>
  text.replaceAll(/(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])/gu, (_, hour: string, minute: string) =>
    Number(minute) === 0 ? `${Number(hour)}時` : `${Number(hour)}時${Number(minute)}分`,
  );

/** Any language: what is said of a text. */
export const plainWords = (text: string): string =>
  withoutPictures(text.replaceAll(tag, '').replaceAll(link, '')).replaceAll(/\s+/gu, ' ').trim();

/** Full-width letters, as Open JTalk's dictionary holds them. */
const fullWidth = (text: string): string =>
  text
    .replaceAll(/[!-~]/gu, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0))
    .replaceAll(' ', '');

/** Japanese: times in words, brackets as the pauses that a reading has in their place (compose/markup.ts), full width. */
export const japaneseWords = (text: string): string =>
  fullWidth(withSpokenTimes(plainWords(text.normalize('NFC'))))
    .replaceAll(/[「」『』〉）】《》〕］“”・]/gu, '')
    .replaceAll(/[〈（【〔［]/gu, '、')
    .replaceAll(/[：；]/gu, '、')
    .replaceAll(/^、+|(?<=、)、+/gu, '');
