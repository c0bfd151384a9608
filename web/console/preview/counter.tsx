import type { RenderingShape } from '../api/types.js';
import { count } from '../text/format.js';
import { label, useText } from '../text/labels.js';
import { fitOf, isUnreviewed } from './fit.js';

const tone = { ok: 'text-success', near: 'text-warning', over: 'text-danger' } as const;
const sign = { ok: '○', near: '△', over: '×' } as const;

/** Size against limit, and everything else one must know of a rendering, in words. */
export const Notes = ({ rendering }: { rendering: RenderingShape }) => {
  const t = useText();
  const fit = fitOf(rendering);
  return (
    <ul className="grid gap-1">
      <li className={`numbers font-700 ${tone[fit]}`} data-fit={fit}>
        <span aria-hidden="true">{sign[fit]} </span>
        {t('preview.size', {
          size: count(rendering.size),
          limit: count(rendering.limit),
          unit: label('unit', rendering.unit),
          fit: t(`fit.${fit}`),
        })}
        {(rendering.radio?.siren ?? 'none') !== 'none' && ` ・ ${t('preview.sirenBeside')}`}
      </li>
      {rendering.fellBackFrom !== null && (
        <li>
          <span className="tag bg-warning-soft text-warning">
            {t('preview.fellBack', { language: label('language', rendering.fellBackFrom) })}
          </span>
        </li>
      )}
      {isUnreviewed(rendering) && (
        <li>
          <span className="tag bg-warning-soft text-warning">{reviewWords(rendering)}</span>
        </li>
      )}
      {rendering.dropped.length > 0 && (
        <li>
          {t('preview.dropped', {
            sentences: sentenceNames(rendering.dropped).join(' / '),
          })}
        </li>
      )}
    </ul>
  );
};

/** A variant (`keep-away.flood`) goes by the name of its sentence. */
const sentenceNames = (ids: readonly string[]): string[] => [
  ...new Set(ids.map((id) => label('sentence', id.split('.')[0] ?? id))),
];

/** A Japanese original is no translation. */
export const reviewWords = (rendering: RenderingShape): string =>
  rendering.review === 'unreviewed' && rendering.languages.every((one) => one === 'ja')
    ? label('review', 'unreviewedOriginal')
    : label('review', rendering.review);

export const fitSign = (rendering: RenderingShape): string => sign[fitOf(rendering)];
