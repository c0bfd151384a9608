import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { reads } from '../api/queries.js';
import type { ManualSheetShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page } from '../shell/page.js';
import { useText } from '../text/labels.js';
import { Sheet } from './sheet.js';

/** What people still have to carry, of all alerts. */
export const ManualPage = () => {
  const t = useText();
  const sheets = useQuery(reads.manual);
  return (
    <Page title={t('manual.title')} lead={t('manual.lead')} wide={false}>
      <Loaded query={sheets} lines={10}>
        {(list) => <Sheets list={list} />}
      </Loaded>
    </Page>
  );
};

/** Everything that people carried, or were to carry, of one alert. */
export const AlertManualPage = () => {
  const t = useText();
  const { id } = useParams({ from: '/alerts/$id/manual' });
  const sheets = useQuery(reads.manualOf(id));
  return (
    <Page key={id} title={t('manual.title')} lead={t('manual.lead')} wide={false}>
      <p className="no-print mb-4">
        <Link to="/alerts/$id" params={{ id }} className="link">
          {t('manual.toAlert')}
        </Link>
      </p>
      <Loaded query={sheets} lines={10}>
        {(list) => <Sheets list={list} />}
      </Loaded>
    </Page>
  );
};

const Sheets = ({ list }: { list: readonly ManualSheetShape[] }) => {
  const t = useText();
  if (list.length === 0) return <p className="hint">{t('manual.none')}</p>;
  return (
    <>
      <p className="no-print mb-4">
        <button type="button" className="btn" onClick={() => window.print()}>
          {t('manual.print')}
        </button>
      </p>
      <div className="grid gap-6 print:block">
        {list.map((sheet) => (
          <Sheet key={sheet.versionId} sheet={sheet} />
        ))}
      </div>
    </>
  );
};
