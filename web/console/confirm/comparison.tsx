import { useQuery } from '@tanstack/react-query';
import { reads, useTown } from '../api/queries.js';
import type { Districts, KindShape, SlotValue, TownShape, VersionShape } from '../api/types.js';
import { slotWords } from '../compose/slot-words.js';
import { districtWords, label, listed, useText } from '../text/labels.js';
import { decisionWords } from './decision-words.js';
import {
  changes,
  differences,
  overlaps,
  type Base,
  type Change,
  type Difference,
  type Overlap,
} from './differences.js';
import { useLeftOutWords } from './left-out.js';
import { WordList } from './word-list.js';

interface Props {
  readonly version: VersionShape;
  readonly kind: KindShape;
}

const codesOf = (districts: Districts, town: TownShape): readonly string[] =>
  districts === 'all' ? town.districts.map(({ code }) => code) : districts;

/** What differs from what it was made of, and what it meets that is out already. */
export const Comparison = ({ version, kind }: Props) => (
  <div className="grid gap-4 md:grid-cols-2">
    <Differences version={version} kind={kind} />
    <Overlaps version={version} kind={kind} />
  </div>
);

/** The version that it extends; else the proposal it answers and its kind's template; null while that is asked. */
const useBase = ({ version, kind }: Props): Base | null => {
  const town = useTown();
  const before = useQuery({ ...reads.version(version.ofVersion ?? ''), enabled: version.ofVersion !== null });
  const proposals = useQuery({ ...reads.proposals, enabled: version.proposalId !== null });
  if (version.ofVersion !== null)
    return before.data === undefined
      ? null
      : { ...before.data, districts: codesOf(before.data.districts, town) };
  if (version.proposalId !== null && proposals.data === undefined) return null;
  const proposal = proposals.data?.find(({ id }) => id === version.proposalId);
  return {
    channels: kind.channels,
    districts: proposal === undefined ? null : codesOf(proposal.districts, town),
    slots: proposal?.slots ?? null,
  };
};

/** Says one difference. */
const useSaying = () => {
  const t = useText();
  const town = useTown();
  const leftOutWords = useLeftOutWords();
  return (one: Difference, before: Base['slots'], after: VersionShape): string => {
    if (one.what === 'slot') {
      const say = (value: SlotValue | undefined) =>
        value === undefined ? t('differences.nothing') : slotWords(one.slot, value, town);
      return t('differences.slot', {
        slot: label('slot', one.slot),
        before: say(before?.[one.slot]),
        after: say(after.slots[one.slot]),
      });
    }
    if (one.what === 'channelsOff')
      return t('differences.channelsOff', { names: leftOutWords(after, one.channels) });
    const names =
      'channels' in one
        ? listed(one.channels.map((channel) => label('channel', channel)))
        : districtWords([...one.districts], town);
    return t(`differences.${one.what}`, { names });
  };
};

/** Where it leaves its base, in words; null while that is asked. */
export const useDifferenceWords = (props: Props): readonly string[] | null => {
  const town = useTown();
  const say = useSaying();
  const base = useBase(props);
  const { version } = props;
  if (base === null) return null;
  return differences(version, codesOf(version.districts, town), base).map((one) =>
    say(one, base.slots, version),
  );
};

/** What is not in `after` as it was read in `before`, in words. */
export const useChangeWords = (before: VersionShape, after: VersionShape): readonly string[] => {
  const t = useText();
  const town = useTown();
  const say = useSaying();
  const decision = ({ decision: told }: VersionShape) =>
    told === null ? t('differences.nothing') : decisionWords(told);
  const radio = ({ radioLater }: VersionShape) =>
    t(radioLater?.chosen === true ? 'radioLater.morning' : 'radioLater.now');
  const parts = { decision, radioLater: radio };
  const words = (one: Change): string => {
    if (one.what === 'texts')
      return t('changed.texts', { names: listed(one.channels.map((channel) => label('channel', channel))) });
    if (one.what !== 'decision' && one.what !== 'radioLater') return say(one, before.slots, after);
    const told = parts[one.what];
    return t('differences.slot', {
      slot: t(`${one.what}.title`),
      before: told(before),
      after: told(after),
    });
  };
  return changes(before, after, (districts) => codesOf(districts, town)).map(words);
};

const Differences = (props: Props) => {
  const t = useText();
  return (
    <WordList
      id="differences"
      title={t(props.version.ofVersion === null ? 'differences.title' : 'differences.titleOfVersion')}
      words={useDifferenceWords(props)}
      none={t('differences.none')}
    />
  );
};

/** What it meets that is out already or waits, in words; null while that is asked. */
export const useOverlapWords = ({ version, kind }: Props): readonly string[] | null => {
  const t = useText();
  const town = useTown();
  const state = useQuery(reads.state).data;
  const alerts = useQuery(reads.alerts).data;
  if (state === undefined || alerts === undefined) return null;
  const words = (one: Overlap): string => {
    if (one.what === 'sameKind') return t('overlaps.sameKind', { number: one.number ?? '—' });
    if (one.what === 'waiting') return t('overlaps.waiting', { author: one.author });
    return t(`overlaps.${one.what}`, {
      where: districtWords([...one.districts], town),
      hazard: label('hazard', one.hazard),
      level: one.level === 0 ? t('overlaps.noLevel') : t('level.number', { level: one.level }),
    });
  };
  return overlaps(kind, version, codesOf(version.districts, town), { state, alerts }).map(words);
};

const Overlaps = (props: Props) => {
  const t = useText();
  return (
    <WordList
      id="overlaps"
      title={t('overlaps.title')}
      words={useOverlapWords(props)}
      none={t('overlaps.none')}
    />
  );
};
