import type { OrderLevel } from './hazard.js';

/** When the law asks something of the town: with an order, with its lift, with its withdrawal as an error. */
export const dutyMoments = ['issue', 'lift', 'cancel'] as const;
export type DutyMoment = (typeof dutyMoments)[number];

/** How a duty may be seen to. */
export const dutyMeans = [
  'prefecture-system',
  'phone',
  'fax',
  'mail',
  'radio',
  'in-person',
  'notice-board',
  'web',
  'other',
] as const;
export type DutyMeans = (typeof dutyMeans)[number];

/** What the text of a duty may speak of. */
export const dutyWords = [
  'town',
  'number',
  'order',
  'districts',
  'decidedAt',
  'decidedBy',
  'issuedAt',
] as const;
export type DutyWords = Readonly<Record<(typeof dutyWords)[number], string>>;

/** A duty of the law or of the town's plan that an alert brings (report to the governor, public notice, care facilities). */
export interface Duty {
  readonly id: string;
  readonly moment: DutyMoment;
  readonly name: { readonly ja: string; readonly en: string };
  /** To whom. */
  readonly to: { readonly ja: string; readonly en: string };
  /** The rule it follows, and whether somebody of the town has checked it. */
  readonly law: string;
  readonly verified: boolean;
  /** Kinds of message that bring it; of a lift or a withdrawal, the kind that is lifted or withdrawn. */
  readonly kinds: readonly string[];
  /** Only at these levels; at any when absent. */
  readonly levels?: readonly OrderLevel[];
  /** Minutes within which it is due; 0: at once. */
  readonly withinMinutes: number;
  /** What is said or sent, in Japanese, with `dutyWords` in braces. */
  readonly text: string;
}

/** The duties that an alert brings at a moment, in the order of the configuration. */
export const dutiesFor = (
  duties: readonly Duty[],
  of: { readonly moment: DutyMoment; readonly kind: string; readonly level: OrderLevel | null },
): readonly Duty[] =>
  duties.filter(
    ({ moment, kinds, levels }) =>
      moment === of.moment &&
      kinds.includes(of.kind) &&
      (levels === undefined || (of.level !== null && levels.includes(of.level))),
  );

/** A duty's text for one alert. */
export const dutyText = ({ text }: Duty, words: DutyWords): string =>
  dutyWords.reduce((said, word) => said.replaceAll(`{{${word}}}`, words[word]), text);
