import { useTown, useWorld } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { useNow } from '../shell/use-now.js';
import { count, dayAndTime, remaining } from '../text/format.js';
import { districtWords, kindWithLevel, label, listed, useText } from '../text/labels.js';

/** Who asks for what, where, how, to how many: one sentence to read aloud. */
export const Readback = ({ version }: { version: VersionShape }) => {
  const t = useText();
  const world = useWorld();
  return (
    <section className={`card world-edge-${world} grid gap-4`} aria-labelledby="readback">
      <h2 id="readback" className="h2">
        {t('approve.readback')}
      </h2>
      <Sentence version={version} />
      <Lapse version={version} />
    </section>
  );
};

const Sentence = ({ version }: { version: VersionShape }) => {
  const t = useText();
  const town = useTown();
  const world = useWorld();
  return (
    <p className="rounded-8 bg-info-soft p-3 text-[1.25rem] leading-1-7" data-readback>
      {t('approve.sentence', {
        world: t(`world.${world}`),
        name: version.submitter?.name ?? version.author.name,
        what: kindWithLevel(version.kind, version.level),
        where: districtWords(version.districts, town),
        how: listed(version.channels.map((channel) => label('channel', channel))),
        people: version.audience === null ? '—' : count(version.audience.people),
      })}
    </p>
  );
};

/** A submission waits ten minutes, no longer; the time left is shown. */
const Lapse = ({ version }: { version: VersionShape }) => {
  const t = useText();
  const now = useNow();
  if (version.lapsesAt === null || version.submittedAt === null) return null;
  return (
    <p className="numbers">
      {t('approve.since', { time: dayAndTime(version.submittedAt) })}{' '}
      <strong>{t('approve.left', { time: remaining(version.lapsesAt - now) })}</strong>
    </p>
  );
};
