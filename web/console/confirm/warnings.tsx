import type { KindShape, RenderingShape, VersionShape } from '../api/types.js';
import { useClosedShelters } from '../compose/closed-shelters.js';
import { fitOf, isUnreviewed } from '../preview/fit.js';
import { listed, useText } from '../text/labels.js';
import { Comparison, useDifferenceWords, useOverlapWords } from './comparison.js';
import { Unsaid, useUnsaidWords } from './unsaid.js';
import { WordList } from './word-list.js';

interface Props {
  readonly version: VersionShape;
  readonly kind: KindShape;
  /** The texts that would go out: of the preview, or frozen by the submission. */
  readonly renderings: readonly RenderingShape[];
  /** Of a draft: neither this hub nor the gateway has a voice. */
  readonly noVoice?: boolean;
}

/** Texts that do not fit, stand in for others or that nobody has reviewed, and shelters that are closed. */
const usePoints = ({ version, kind, renderings }: Props): readonly string[] => {
  const t = useText();
  const closed = useClosedShelters(kind, version.slots);
  const over = renderings.filter((one) => fitOf(one) === 'over').length;
  const fallen = renderings.filter((one) => one.fellBackFrom !== null).length;
  const unreviewed = renderings.filter(isUnreviewed).length;
  return [
    ...(over > 0 ? [t('check.over', { count: over })] : []),
    ...(fallen > 0 ? [t('check.fallen', { count: fallen })] : []),
    ...(unreviewed > 0 ? [t('check.unreviewed', { count: unreviewed })] : []),
    ...(closed.length > 0 ? [t('shelter.someClosed', { names: listed(closed) })] : []),
  ];
};

/** What is worth a second look, in words: the same for whoever asks and for whoever approves. */
export const Warnings = (props: Props) => {
  const t = useText();
  const points = usePoints(props);
  const unsaid = useUnsaidWords(props.version, props.noVoice === true);
  const fits = props.renderings.every((one) => fitOf(one) !== 'over');
  return (
    <div id="warnings" tabIndex={-1} className="grid gap-4 outline-none">
      <Unsaid words={unsaid} />
      <WordList
        id="points"
        title={t('check.points')}
        words={[...(fits ? [t('check.fits')] : []), ...points]}
        none={t('check.fits')}
      />
      <Comparison version={props.version} kind={props.kind} />
    </div>
  );
};

/** How many there are, with the way up to them, where the button is that lets them pass. */
export const WarningsInShort = (props: Props) => {
  const t = useText();
  const unsaid = useUnsaidWords(props.version, props.noVoice === true);
  const lists = [unsaid, usePoints(props), useDifferenceWords(props), useOverlapWords(props)];
  const count = lists.reduce((sum, words) => sum + (words?.length ?? 0), 0);
  if (count === 0) return null;
  return (
    <p className="rounded-8 bg-warning-soft p-2 font-700" data-warnings={count}>
      <span aria-hidden="true">△ </span>
      <a href="#warnings" className="link py-2">
        {t('check.warnings', { count })}
      </a>
    </p>
  );
};
