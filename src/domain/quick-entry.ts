import type { LogCertainty, LogImportance, LogMeans, LogStatus, LogTopic } from './chronology.js';

/** What a line of quick entry says; null where it doesn't say it. */
export interface QuickEntry {
  readonly time: { readonly hour: number; readonly minute: number } | null;
  readonly means: LogMeans | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly district: string | null;
  readonly topic: LogTopic | null;
  readonly importance: LogImportance | null;
  readonly certainty: LogCertainty | null;
  readonly status: LogStatus | null;
  readonly assignee: string | null;
  /** What is left: the content. */
  readonly text: string;
}

/** Words as they are typed in a hurry, in both of the console's languages; widths and case don't matter. */
const meansWords: Readonly<Record<string, LogMeans>> = {
  ...{ 電話: 'phone', tel: 'phone', phone: 'phone', 携帯: 'phone' },
  ...{ 無線: 'radio', 防災無線: 'radio', radio: 'radio' },
  ...{ 来庁: 'visit', 来所: 'visit', 対面: 'visit', 窓口: 'visit', 口頭: 'visit', visit: 'visit' },
  ...{ fax: 'fax', ファックス: 'fax', ファクス: 'fax' },
  ...{ メール: 'mail', mail: 'mail', email: 'mail' },
  ...{ 巡回: 'patrol', 現地: 'patrol', 現場: 'patrol', patrol: 'patrol' },
  ...{ sns: 'sns', 投稿: 'sns' },
};
const topicWords: Readonly<Record<string, LogTopic>> = {
  ...{ 人: 'people', 人的被害: 'people', けが: 'people', people: 'people' },
  ...{ 家: 'houses', 住家: 'houses', 建物: 'houses', houses: 'houses' },
  ...{ 道路: 'road', 交通: 'road', road: 'road' },
  ...{ 川: 'river', 河川: 'river', 土砂: 'river', river: 'river' },
  ...{ 避難: 'evacuation', evacuation: 'evacuation', 避難所: 'shelter', shelter: 'shelter' },
  ...{ 停電: 'lifeline', 断水: 'lifeline', ライフライン: 'lifeline', lifeline: 'lifeline' },
  ...{ 問合せ: 'inquiry', 問い合わせ: 'inquiry', inquiry: 'inquiry' },
  ...{ 広報: 'publicity', publicity: 'publicity', 会議: 'meeting', 体制: 'meeting', meeting: 'meeting' },
  ...{ その他: 'other', other: 'other' },
};
const statusWords: Readonly<Record<string, LogStatus>> = {
  ...{ 未対応: 'open', open: 'open', 対応中: 'doing', doing: 'doing' },
  ...{ 保留: 'held', held: 'held', 完了: 'done', 済: 'done', done: 'done' },
};
const importanceWords: Readonly<Record<string, LogImportance>> = { '!': 'high', '!!': 'urgent' };
const certaintyWords: Readonly<Record<string, LogCertainty>> = { '?': 'unconfirmed', 未確認: 'unconfirmed' };

const plain = (word: string): string => word.normalize('NFKC').toLowerCase();
const ownOf = <T>(words: Readonly<Record<string, T>>, word: string): T | null =>
  Object.hasOwn(words, word) ? (words[word] as T) : null;

const timeOf = (word: string): QuickEntry['time'] => {
  const found = /^(\d{1,2}):(\d{2})$|^(\d{2})(\d{2})$|^(\d{1,2})時(\d{1,2})分$/u.exec(word);
  if (found === null) return null;
  const [hour, minute] = found
    .slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
  return hour === undefined || minute === undefined || hour > 23 || minute > 59 ? null : { hour, minute };
};

type Draft = { -readonly [Key in keyof Omit<QuickEntry, 'text'>]: QuickEntry[Key] };

/** Takes a word that only counts before the content begins: when, by what means, from whom to whom. True when taken. */
const takeOpening = (draft: Draft, word: string, raw: string): boolean => {
  const time = draft.time === null ? timeOf(word) : null;
  const means = draft.means === null ? ownOf(meansWords, word) : null;
  const way = /^(.*?)(?:→|⇒|->|=>|＞|>)(.*)$/u.exec(raw);
  if (time !== null) draft.time = time;
  else if (means !== null) draft.means = means;
  else if (way !== null && draft.from === null && draft.to === null && raw.length > 1) {
    draft.from = way[1] || null;
    draft.to = way[2] || null;
  } else return false;
  return true;
};

/** Takes a mark that may stand anywhere: `@担当`, `#道路`. True when taken. */
const takeMark = (draft: Draft, word: string, raw: string): boolean => {
  if (word.startsWith('@') && word.length > 1) {
    draft.assignee = raw.slice(1);
    return true;
  }
  const topic = word.startsWith('#') ? ownOf(topicWords, word.slice(1)) : null;
  if (topic !== null) draft.topic = topic;
  return topic !== null;
};

/** Takes a word at the very end: `!`, `!!`, `?`, 未対応. True when taken. */
const takeEnding = (draft: Draft, word: string): boolean => {
  const importance = ownOf(importanceWords, word);
  const certainty = ownOf(certaintyWords, word);
  const status = ownOf(statusWords, word);
  if (importance !== null) draft.importance = importance;
  else if (certainty !== null) draft.certainty = certainty;
  else if (status !== null) draft.status = status;
  else return false;
  return true;
};

/** The longest name that the content holds. */
const districtIn = (text: string, names: readonly (readonly [name: string, code: string])[]): string | null =>
  names
    .filter(([name]) => text.includes(name))
    .reduce<readonly [string, string] | null>(
      (best, next) => (best === null || next[0].length > best[0].length ? next : best),
      null,
    )?.[1] ?? null;

/**
 * Reads a line as officers take it down: `1432 電話 区長→本部 石坂で冠水 @建設課 #道路 !`. Words are parted by spaces; what it
 * doesn't know stays content. Only the first line is read so; the rest is content.
 */
export const readQuickEntry = (
  typed: string,
  districts: readonly (readonly [name: string, code: string])[],
): QuickEntry => {
  const [line = '', ...rest] = typed.split('\n');
  const draft: Draft = {
    ...{ time: null, means: null, from: null, to: null, district: null, topic: null },
    ...{ importance: null, certainty: null, status: null, assignee: null },
  };
  const words = line.split(/\s+/u).filter((word) => word !== '');
  const content: string[] = [];
  for (const raw of words)
    if (!takeMark(draft, plain(raw), raw) && (content.length > 0 || !takeOpening(draft, plain(raw), raw)))
      content.push(raw);
  while (content.length > 1 && takeEnding(draft, plain(content.at(-1) ?? ''))) content.pop();
  const text = [content.join(' '), ...rest].join('\n').trim();
  return { ...draft, district: districtIn(text, districts), text };
};
