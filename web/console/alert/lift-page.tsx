import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { reads, useCommand, useTown } from '../api/queries.js';
import { standingOf } from '../api/standing.js';
import type { Districts, NewDraft, VersionShape } from '../api/types.js';
import { DistrictFields } from '../compose/district-fields.js';
import { Failure } from '../shell/failure.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { useText } from '../text/labels.js';
import { liftable } from './alert-row.js';

/** Lifting an order, for some of its districts or all: choose, then the pre-composed text goes the way of two people. */
export const LiftPage = () => {
  const t = useText();
  const { id } = useParams({ from: '/alerts/$id/lift' });
  const state = useQuery(reads.state);
  const alert = useQuery(reads.alert(id));
  const order = alert.data === undefined ? undefined : liftable(alert.data);
  return (
    <Page title={t('lift.title')} lead={t('lift.lead')} wide={false}>
      <Loaded query={state} lines={12}>
        {(now) => <Lift alertId={id} versionId={order?.id ?? null} inForce={standingOf(now, id)} />}
      </Loaded>
    </Page>
  );
};

interface Props {
  readonly alertId: string;
  readonly versionId: string | null;
  readonly inForce: readonly string[];
}

const Lift = ({ alertId, versionId, inForce }: Props) => {
  const t = useText();
  const town = useTown();
  const navigate = useNavigate();
  const [districts, setDistricts] = useState<Districts>([]);
  const [tried, setTried] = useState(false);
  const start = useCommand<VersionShape, NewDraft>(
    'POST',
    (version) => void navigate({ to: '/drafts/$id', params: { id: version.id } }),
  );
  const go = () => {
    setTried(true);
    if (districts.length > 0 && versionId !== null && !start.isPending)
      start.mutate({ path: '/drafts', body: { liftOf: versionId, districts } });
  };
  if (inForce.length === 0 || versionId === null) return <p className="card">{t('lift.nothing')}</p>;
  return (
    <div className="grid gap-4">
      <Section id="lift-where" title={t('lift.where')}>
        <button type="button" className="btn mb-3" onClick={() => setDistricts([...inForce])}>
          {t('lift.all', { count: inForce.length })}
        </button>
        <DistrictFields town={town} value={districts} hazard={null} only={inForce} onChange={setDistricts} />
      </Section>
      {tried && districts.length === 0 && <p className="font-700 text-danger">{t('lift.choose')}</p>}
      <Failure error={start.error} />
      <div className="flex flex-wrap gap-2">
        <button type="button" className="btn btn-primary" onClick={go}>
          {t('lift.start')}
        </button>
        <Link to="/alerts/$id" params={{ id: alertId }} className="btn">
          {t('action.back')}
        </Link>
      </div>
    </div>
  );
};
