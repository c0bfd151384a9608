import type { RadioScript } from './rendering.js';

/** When a step of the radio desk is to be taken: always, or for a message like this. */
export const deskStepConditions = ['whole-town', 'districts', 'chime', 'siren', 'no-siren'] as const;
export type DeskStepCondition = (typeof deskStepConditions)[number];

/** One step at the radio desk, by hand. */
export interface DeskStep {
  readonly ja: string;
  readonly en: string;
  readonly when?: DeskStepCondition;
}

/** How the town's radio desk is worked by hand; `invented` where nobody of the town has written it. */
export interface RadioDesk {
  readonly steps: readonly DeskStep[];
  readonly invented: boolean;
}

/** What a step may speak of. */
export const deskStepWords = ['places', 'siren', 'times'] as const;

const holds = (
  condition: DeskStepCondition | undefined,
  script: Pick<RadioScript, 'chime' | 'siren'>,
  wholeTown: boolean,
): boolean => {
  if (condition === undefined) return true;
  if (condition === 'whole-town' || condition === 'districts')
    return (condition === 'whole-town') === wholeTown;
  if (condition === 'chime') return script.chime !== 'none';
  return (condition === 'siren') === (script.siren !== 'none');
};

/** The steps of a message, in their order, with its own words in them. */
export const stepsFor = (
  desk: RadioDesk,
  script: Pick<RadioScript, 'chime' | 'siren'>,
  of: {
    readonly wholeTown: boolean;
    readonly language: 'ja' | 'en';
    readonly words: Readonly<Record<(typeof deskStepWords)[number], string>>;
  },
): readonly string[] =>
  desk.steps
    .filter(({ when }) => holds(when, script, of.wholeTown))
    .map((step) =>
      deskStepWords.reduce((text, word) => text.replaceAll(`{{${word}}}`, of.words[word]), step[of.language]),
    );
