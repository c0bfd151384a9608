import i18next from 'i18next';
import type { Decision } from '../api/types.js';
import { dayAndTime } from '../text/format.js';
import { label } from '../text/labels.js';

/** By whom, how it was learnt and when it was made. */
export const decisionWords = ({ by, means, at }: Decision): string =>
  at === undefined
    ? i18next.t('decision.words', { by, means: label('means', means) })
    : i18next.t('decision.wordsAt', { by, means: label('means', means), time: dayAndTime(at) });
