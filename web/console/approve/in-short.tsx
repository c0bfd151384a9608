import { useKinds, useTown } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { useNow } from '../shell/use-now.js';
import { clock, dayAndTime, remaining } from '../text/format.js';
import { districtWords, kindWithLevel, useText } from '../text/labels.js';
import { LevelBadge } from '../../ui/level-badge.js';

/**
 * Who asks for what, where and until when, and how long one may think: all of it in the first screenful of a phone, before
 * what has to be read more slowly.
 */
export const InShort = ({ version }: { version: VersionShape }) => {
  const t = useText();
  const town = useTown();
  const now = useNow();
  const minutes = useKinds().find(({ kind }) => kind === version.kind)?.lifetimeMinutes;
  const rows: readonly [name: string, words: string][] = [
    [t('approve.who'), whoWords(version, t)],
    [t('district.label'), districtWords(version.districts, town)],
    [t('approve.until'), minutes === undefined ? '—' : untilWords(now + minutes * 60_000, t)],
  ];
  return (
    <div className="numbers card grid gap-1 p-2!" data-in-short>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <LevelBadge level={version.level} words={kindWithLevel(version.kind, version.level)} />
        {version.lapsesAt !== null && (
          <strong data-left>{t('approve.left', { time: remaining(version.lapsesAt - now) })}</strong>
        )}
      </p>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-3">
        {rows.map(([name, words]) => (
          <div key={name} className="contents">
            <dt className="hint">{name}</dt>
            <dd className="font-700">{words}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
};

/** To the minute in which it would be issued. */
const untilWords = (at: number, t: ReturnType<typeof useText>): string =>
  t('approve.endsIfNow', { time: dayAndTime(at) });

const whoWords = (
  { submitter, author, submittedAt }: VersionShape,
  t: ReturnType<typeof useText>,
): string => {
  const name = submitter?.name ?? author.name;
  return submittedAt === null ? name : t('approve.askedAt', { name, time: clock(submittedAt) });
};
