import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Districts, TownShape, VersionShape } from '../api/types.js';

/** Groups of `console.json` whose keys are values of the wire. */
type Group =
  | 'kind'
  | 'kindHint'
  | 'choice'
  | 'hazard'
  | 'slot'
  | 'slotHint'
  | 'reason'
  | 'cause'
  | 'causeHint'
  | 'channel'
  | 'channelShort'
  | 'language'
  | 'delivery'
  | 'status'
  | 'category'
  | 'means'
  | 'dutyMeans'
  | 'unit'
  | 'review'
  | 'sentence'
  | 'telegramRefused'
  | 'telegramStatus'
  | 'held'
  | 'heldTodo'
  | 'giveUpReason'
  | 'manualState'
  | 'manualMark'
  | 'manualOff'
  | 'couldNot'
  | 'health'
  | 'role'
  | 'roleHint'
  | 'officerChange'
  | 'officerState'
  | 'aloneReason'
  | 'logFault'
  | 'siren'
  | 'drillState'
  | 'ring'
  | 'areaType'
  | 'intensity'
  | 'logMeans'
  | 'topic'
  | 'importance'
  | 'certainty'
  | 'logStatus'
  | 'deliveryByPeople';

/** The words under a key that is put together; null where there are none. */
export const lookUp = (key: string): string | null =>
  i18next.exists(key) ? (i18next.t as (key: string) => string)(key) : null;

/** Words that the town's configuration holds in both languages. */
export const inLanguage = ({ ja, en }: { readonly ja: string; readonly en: string }): string =>
  i18next.language === 'ja' ? ja : en;

/** The words for a value of the wire; a value we have no words for is shown as such, never as a bare key. */
export const label = (group: Group, value: string): string =>
  lookUp(`${group}.${value}`) ?? i18next.t('label.unknown', { value });

/** As `label`, but null where there is nothing to say (hints). */
export const labelOrNull = (group: Group, value: string): string | null => lookUp(`${group}.${value}`);

/** The sentence for a refusal code. */
export const refusalText = (code: string): string =>
  lookUp(`refusal.${code}`) ?? lookUp(`errors:${code}`) ?? i18next.t('refusal.other', { code });

/** 「警戒レベル4 避難指示」 or the plain name of a kind that has no level or an order without a number (0). */
export const kindWithLevel = (kind: string, level: number | null): string => {
  if (level === null || level === 0) return label('kind', kind);
  if (kind === 'level-lowered') return i18next.t('level.lowered', { level });
  return i18next.t('level.named', { level, name: label('kind', kind) });
};

/** An order in force by its level: what a combined or lowered message left behind is an order like any other. */
export const orderInForce = (kind: string, level: number | null): string =>
  level !== null && level >= 3 ? i18next.t(`level.name${level as 3 | 4 | 5}`) : kindWithLevel(kind, level);

/** Slots that share a set of words. */
const choiceSets: Readonly<Record<string, string>> = { top: 'colour', bottom: 'colour' };
/** The words for a value of a closed list, which mean different things in different slots. */
export const choiceOrNull = (slot: string, value: string): string | null =>
  labelOrNull('choice', `${choiceSets[slot] ?? slot}.${value}`);

/** What a version is now; a cancel, a correction or a lift is a notice that has been sent, and no order in force. */
export const statusWords = (version: Pick<VersionShape, 'status' | 'purpose' | 'kind'>): string => {
  if (version.status !== 'issued' || isInForce(version)) return label('status', version.status);
  return version.purpose === 'cancel' ? label('status', 'cancelled') : i18next.t('alerts.state.sent');
};
export const isInForce = ({
  status,
  purpose,
  kind,
}: Pick<VersionShape, 'status' | 'purpose' | 'kind'>): boolean =>
  status === 'issued' && purpose === 'message' && kind !== 'order-lifted';

interface Named {
  readonly ja: string;
  readonly kana: string;
  readonly romaji: string;
}
export const placeName = (name: Named): string => (i18next.language === 'ja' ? name.ja : name.romaji);

const joiner = (): string => (i18next.language === 'ja' ? '、' : ', ');
export const listed = (words: readonly string[]): string => words.join(joiner());

/** Districts in words; the whole town is said as such. */
export const districtWords = (districts: Districts, town: TownShape): string => {
  if (districts === 'all') return i18next.t('district.all');
  const chosen = town.districts.filter((district) => districts.includes(district.code));
  return listed(chosen.map((district) => placeName(district.name)));
};

/** Re-renders with the language; all text of a component comes through this. */
export const useText = () => useTranslation('console').t;
