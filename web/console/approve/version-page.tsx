import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { reads, useKinds } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { kindWithLevel, refusalText, statusWords, useText } from '../text/labels.js';
import { CardLink } from '../card/card-link.js';
import { useAsRead } from '../confirm/as-read.js';
import { ChangedInShort } from '../confirm/changed-since.js';
import { Summary } from '../confirm/summary.js';
import { Warnings } from '../confirm/warnings.js';
import { AllRenderings } from '../preview/all.js';
import { Review } from '../alone/review.js';
import { Approval } from './approval.js';
import { Awaits, Became } from './awaiting.js';
import { InShort } from './in-short.js';
import { Renew } from './renew.js';
import { Readback } from './readback.js';
import { Rung } from './rung.js';

/** What is approved: the digest of a submission. */
const askedDigest = ({ status, digest }: VersionShape): string | null =>
  status === 'submitted' ? digest : null;

/** A version once it has been handed in: to be approved, returned, lapsed, or done. */
export const VersionPage = () => {
  const t = useText();
  const { id } = useParams({ from: '/versions/$id' });
  const version = useQuery({ ...reads.version(id), refetchInterval: 10_000 });
  const asRead = useAsRead(version, askedDigest);
  const title =
    version.data?.status === 'submitted'
      ? t(version.data.may.approve === null ? 'approve.title' : 'awaiting.title', {
          name: kindWithLevel(version.data.kind, version.data.level),
        })
      : t('version.title');
  return (
    <Page key={id} title={title}>
      <Loaded query={version} lines={14} fresh>
        {(found) => (
          <div className="grid gap-4">
            {found.status === 'submitted' ? <Asked version={found} /> : <Outcome version={found} />}
            {found.issuedAt !== null && <Review versionId={found.id} />}
            <Summary version={found} renderings={found.renderings} audience={found.audience} />
            <p>
              <CardLink id={found.id} />
            </p>
            <Section id="all" title={t('check.renderings')}>
              <AllRenderings renderings={found.renderings} />
            </Section>
            {asRead !== null && (
              <>
                <Approval version={found} asRead={asRead} />
                <ChangedInShort asRead={asRead} />
              </>
            )}
            <Became version={found} />
          </div>
        )}
      </Loaded>
    </Page>
  );
};

/** What is asked: for whoever may approve, below everything that speaks against it; for the others, below what it waits for. */
const Asked = ({ version }: { version: VersionShape }) => {
  const kind = useKinds().find((one) => one.kind === version.kind);
  const mayApprove = version.may.approve === null;
  const warnings = kind !== undefined && (
    <Warnings version={version} kind={kind} renderings={version.renderings} />
  );
  return (
    <>
      {mayApprove ? (
        <>
          <InShort version={version} />
          <Ways />
        </>
      ) : (
        <Awaits version={version} />
      )}
      {mayApprove && warnings}
      <Readback version={version} />
      <Rung id={version.id} />
      {!mayApprove && warnings}
    </>
  );
};

/** Going back has the focus. */
const Ways = () => {
  const t = useText();
  const back = useRef<HTMLAnchorElement>(null);
  useEffect(() => back.current?.focus({ preventScroll: true }), []);
  return (
    <div className="no-print flex flex-wrap gap-2">
      <Link ref={back} to="/" className="btn">
        {t('approve.later')}
      </Link>
      <a href="#approval" className="btn">
        {t('approve.toAct')}
      </a>
    </div>
  );
};

/** What became of it, and the way on. */
const Outcome = ({ version }: { version: VersionShape }) => {
  const t = useText();
  const back = ['draft', 'returned', 'lapsed'].includes(version.status);
  return (
    <div className="card grid gap-2">
      <p className="text-[1.125rem] font-700">{statusWords(version)}</p>
      {version.reason !== null && <p>{t('version.reason', { reason: version.reason })}</p>}
      {version.status === 'lapsed' && <p>{t('version.lapsed')}</p>}
      <div className="flex flex-wrap gap-2">
        {version.status === 'lapsed' && <Renew version={version} />}
        {back && version.may.edit === null && (
          <Link to="/drafts/$id" params={{ id: version.id }} className="btn">
            {t('version.edit')}
          </Link>
        )}
        {!back && version.status !== 'rejected' && (
          <Link to="/alerts/$id" params={{ id: version.alertId }} className="btn btn-primary">
            {t('version.toAlert')}
          </Link>
        )}
      </div>
      {back && version.may.edit !== null && <p className="hint">{refusalText(version.may.edit)}</p>}
    </div>
  );
};
