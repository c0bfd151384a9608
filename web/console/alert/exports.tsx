import { useState } from 'react';
import { useSession } from '../api/queries.js';
import { useText } from '../text/labels.js';
import { AddressesDialog } from './addresses-dialog.js';

/** What became of an alert, to take away: counts for everyone, addresses for approvers with a reason. */
export const Exports = ({ alertId }: { alertId: string }) => {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const may = useSession().data?.officer?.roles.includes('approver') === true;
  const counts = `/api/v1/exports/alerts/${alertId}/deliveries`;
  return (
    <>
      <p className="hint">{t('exports.hint')}</p>
      <div className="no-print mt-2 flex flex-wrap items-center gap-2">
        <a className="btn" href={`${counts}?format=csv`} download>
          {t('exports.countsCsv')}
        </a>
        <a className="btn" href={`${counts}?format=json`} download>
          {t('exports.countsJson')}
        </a>
        <button
          type="button"
          className="btn"
          aria-disabled={!may}
          aria-describedby={may ? undefined : 'no-addresses'}
          onClick={() => may && setAsking(true)}
        >
          {t('exports.addresses')}
        </button>
        {!may && (
          <span id="no-addresses" className="hint">
            {t('exports.approversOnly')}
          </span>
        )}
      </div>
      {asking && <AddressesDialog alertId={alertId} onClose={() => setAsking(false)} />}
    </>
  );
};
