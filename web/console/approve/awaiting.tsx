import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useSession } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { kindWithLevel, label, refusalText, useText } from '../text/labels.js';

/** What a submission waits for, said to whoever cannot approve it. */
export const Awaits = ({ version }: { version: VersionShape }) => {
  const t = useText();
  const me = useSession().data?.officer?.id;
  const own = version.submitter?.id === me;
  const { approve } = version.may;
  // What nobody may issue any more waits for no one.
  const told =
    approve !== null && (approve.startsWith('continue.') || (!own && approve.startsWith('approve.own-')));
  const words = told ? refusalText(approve) : t(own ? 'awaiting.own' : 'awaiting.others');
  return (
    <p className="rounded-8 bg-info-soft p-3 text-[1.25rem] font-700" data-awaits={own ? 'own' : 'others'}>
      {words}
    </p>
  );
};

/** What became of a submission while one watched it, wherever one has scrolled to. */
export const Became = ({ version }: { version: VersionShape }) => {
  const t = useText();
  const waits = version.status === 'submitted';
  const [watched, setWatched] = useState(waits);
  if (waits && !watched) setWatched(true);
  const issued = version.status === 'issued';
  const words =
    waits || !watched
      ? null
      : issued
        ? t('awaiting.issued', { name: kindWithLevel(version.kind, version.level) })
        : t('awaiting.became', { status: label('status', version.status) });
  useEffect(() => {
    if (words !== null) announce(words);
  }, [words]);
  if (words === null) return null;
  return (
    <div
      className="no-print sticky bottom-0 z-[500] -mx-4 flex flex-wrap items-center gap-x-4 gap-y-2 border-t-2 border-primary bg-info-soft px-4 py-2"
      data-became={version.status}
    >
      <p className="font-700">{words}</p>
      {issued ? (
        <Link to="/alerts/$id" params={{ id: version.alertId }} className="btn btn-primary">
          {t('version.toAlert')}
        </Link>
      ) : (
        <a href="#main" className="btn">
          {t('awaiting.toTop')}
        </a>
      )}
    </div>
  );
};
