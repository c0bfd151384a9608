import { Link } from '@tanstack/react-router';
import { useTown } from '../api/queries.js';
import type { AlertShape, VersionShape } from '../api/types.js';
import { dayAndTime } from '../text/format.js';
import { districtWords, isInForce, kindWithLevel, statusWords, useText } from '../text/labels.js';
import { LevelBadge } from '../../ui/level-badge.js';

/** The version that speaks for an alert: what was issued last, else the newest of all. */
export const speaking = (alert: AlertShape): VersionShape | undefined =>
  alert.versions.find((version) => version.issuedAt !== null) ?? alert.versions[0];
/** The alert's first issued version: what it was about, whatever followed. */
export const original = (alert: AlertShape): VersionShape | undefined =>
  alert.versions.findLast((version) => version.issuedAt !== null) ?? alert.versions.at(-1);
/** What a cancel or correction speaks of: the newest message that went out, as the server takes it. */
export const retractable = (alert: AlertShape): VersionShape | undefined =>
  alert.versions.find((version) => version.issuedAt !== null && version.purpose === 'message');
/** What an extension or a change goes on from, where the officer may do so. */
export const extendable = (alert: AlertShape): VersionShape | undefined =>
  alert.versions.find(({ issuedAt, may }) => issuedAt !== null && may.extend === null);
/** The newest order of a level that went out: what can be lifted. */
export const liftable = (alert: AlertShape): VersionShape | undefined =>
  alert.versions.find((version) => version.issuedAt !== null && version.level !== null);

export const AlertRow = ({ alert }: { alert: AlertShape }) => {
  const t = useText();
  const town = useTown();
  const version = speaking(alert);
  if (version === undefined) return null;
  const name = kindWithLevel(version.kind, version.level);
  const unfinished = unfinishedWords(alert.standing, isInForce(version), t);
  return (
    <article className="rounded-8 border border-line p-3" data-alert-standing={alert.standing}>
      <div className="flex flex-wrap items-center gap-2">
        <LevelBadge level={version.level} words={name} />
        {/* What is still going out is not called sent. */}
        {!(isUnfinished(alert) && version.status === 'issued') && (
          <span className="tag">{statusWords(version)}</span>
        )}
        {unfinished !== null && <span className="tag">{unfinished}</span>}
        <span className="numbers">{alert.number ?? t('alert.noNumber')}</span>
      </div>
      <p className="mt-1">{districtWords(version.districts, town) || t('district.none')}</p>
      <p className="hint numbers">
        {version.issuedAt === null
          ? t('alert.writtenBy', { name: version.author.name, time: dayAndTime(alert.createdAt) })
          : t(isOrder(version) ? 'alert.issuedAt' : 'alert.sentAt', { time: dayAndTime(version.issuedAt) })}
      </p>
      <Link to="/alerts/$id" params={{ id: alert.id }} className="btn mt-2">
        {t('alert.open')}
        <span className="sr-only"> {alert.number ?? name}</span>
      </Link>
    </article>
  );
};

/** A lift, a cancel and a correction are sent; what is issued is an order or a message. */
const isOrder = ({ purpose, kind }: VersionShape): boolean =>
  purpose === 'message' && kind !== 'order-lifted';

const isUnfinished = ({ standing }: AlertShape): boolean => standing === 'going-out' || standing === 'held';

/** What an alert still is beside what its last word was; null where that word says it all. */
const unfinishedWords = (
  standing: AlertShape['standing'],
  lastInForce: boolean,
  t: ReturnType<typeof useText>,
): string | null => {
  if (standing === 'going-out') return t('alert.goingOut');
  if (standing === 'held') return t('alert.someHeld');
  return standing === 'in-force' && !lastInForce ? t('alert.stillInForce') : null;
};
