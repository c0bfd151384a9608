import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reads, useHasRole, useSession } from '../api/queries.js';
import type { ListedOfficerShape, OfficerChange, OfficerRequestShape, OfficersShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { label, useText } from '../text/labels.js';
import { AskDialog } from './ask-dialog.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { RequestCard } from './request-card.js';

/** Who may do what at this hub, and the changes that wait for a second person. */
export const OfficersPage = () => {
  const t = useText();
  const may = useHasRole('administrator', 'approver');
  const officers = useQuery({ ...reads.officers, enabled: may });
  return (
    <Page title={t('officers.title')} lead={t('officers.lead')}>
      {may ? (
        <Loaded query={officers} lines={12}>
          {(found) => <Officers found={found} />}
        </Loaded>
      ) : (
        <p className="card">{t('officers.noPermission')}</p>
      )}
    </Page>
  );
};

type Asked = { readonly kind: OfficerChange; readonly officer: ListedOfficerShape | null };

const Officers = ({ found }: { found: OfficersShape }) => {
  const t = useText();
  const administrator = useHasRole('administrator');
  const [asked, setAsked] = useState<Asked | null>(null);
  // Here, not in the card: the card goes with its request, while the link that is shown once is still to be read.
  const [confirming, setConfirming] = useState<OfficerRequestShape | null>(null);
  const invite = administrator && (
    <button type="button" className="btn" onClick={() => setAsked({ kind: 'invite', officer: null })}>
      {t('officers.invite')}
    </button>
  );
  return (
    <div className="grid gap-4">
      <Section id="requests" title={t('officers.requests')}>
        {found.requests.length === 0 && <p className="hint">{t('officers.noRequests')}</p>}
        <ul className="grid gap-3">
          {found.requests.map((request) => (
            <li key={request.id}>
              <RequestCard request={request} onConfirm={() => setConfirming(request)} />
            </li>
          ))}
        </ul>
      </Section>
      <Section id="officers" title={t('officers.list')} extra={invite}>
        <ul>
          {found.officers.map((officer) => (
            <li key={officer.id} className="border-t border-line py-3">
              <OfficerRow
                officer={officer}
                waits={found.requests.some(({ officerId }) => officerId === officer.id)}
                onAsk={administrator ? (kind) => setAsked({ kind, officer }) : null}
              />
            </li>
          ))}
        </ul>
      </Section>
      {asked !== null && <AskDialog {...asked} onClose={() => setAsked(null)} />}
      {confirming !== null && <ConfirmDialog request={confirming} onClose={() => setConfirming(null)} />}
    </div>
  );
};

const changes = ['roles', 'credentials', 'remove'] as const;

const OfficerRow = (props: {
  officer: ListedOfficerShape;
  waits: boolean;
  onAsk: ((kind: OfficerChange) => void) | null;
}) => {
  const t = useText();
  const { officer, waits, onAsk } = props;
  const self = useSession().data?.officer?.id === officer.id;
  return (
    <article
      className="grid gap-x-4 gap-y-2 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] lg:items-center"
      data-officer={officer.login}
    >
      <div>
        <h3 className="font-700">
          {officer.name}
          {self && <span className="hint"> {t('officers.you')}</span>}
        </h3>
        <p className="hint numbers">
          {officer.login} ・{' '}
          {officer.seenAt === null
            ? t('officers.neverSeen')
            : t('officers.seen', { time: dayAndTime(officer.seenAt) })}
        </p>
      </div>
      <p className="flex flex-wrap gap-2">
        {officer.state !== 'active' && (
          <span className="tag text-danger">{label('officerState', officer.state)}</span>
        )}
        {officer.state !== 'removed' &&
          officer.roles.map((role) => (
            <span key={role} className="tag">
              {label('role', role)}
            </span>
          ))}
      </p>
      {waits && <p className="font-700">{t('officers.waits')}</p>}
      {!waits && onAsk !== null && officer.state !== 'removed' && (
        <div className="flex flex-wrap gap-2">
          {changes.map((kind) => (
            <button
              key={kind}
              type="button"
              className={`btn ${kind === 'remove' ? 'btn-danger-outline' : ''}`}
              onClick={() => onAsk(kind)}
            >
              {label('officerChange', kind)}
              <span className="sr-only"> {officer.name}</span>
            </button>
          ))}
        </div>
      )}
    </article>
  );
};
