import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Dialog } from '../../ui/dialog.js';
import { callText, type ApiError } from '../api/client.js';
import { useSession } from '../api/queries.js';
import { saveFile } from '../api/save-file.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../text/labels.js';
import { Words } from './entry-fields.js';
import { queryOf, queryString, type LogSearch } from './search.js';

/** On paper, and as files, of what the filter shows. */
export const Export = ({ search }: { search: LogSearch }) => {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const { before: _page, ...filter } = search;
  const query = queryString(queryOf(filter));
  const roles = useSession().data?.officer?.roles ?? [];
  const mayTake = roles.includes('approver') || roles.includes('administrator');
  return (
    <details className="no-print mt-3">
      <summary className="link inline-flex min-h-[2.75rem] cursor-pointer items-center">
        {t('log.export')}
      </summary>
      <div className="mt-1 flex flex-wrap gap-2">
        <Link to="/log/print" search={filter} className="btn">
          {t('log.print')}
        </Link>
        <a className="btn" href={`/api/v1/chronology.csv?${query}`} download>
          {t('log.csv')}
        </a>
        <a className="btn" href={`/api/v1/chronology.json?${query}`} download>
          {t('log.json')}
        </a>
        {mayTake && (
          <button type="button" className="btn" onClick={() => setAsking(true)}>
            {t('log.personalCsv')}
          </button>
        )}
      </div>
      {asking && <PersonalDialog filter={filter} onClose={() => setAsking(false)} />}
    </details>
  );
};

/** Personal data leaves the hub only with a reason, which the log keeps. */
const PersonalDialog = ({ filter, onClose }: { filter: LogSearch; onClose: () => void }) => {
  const t = useText();
  const [reason, setReason] = useState('');
  const [empty, setEmpty] = useState(false);
  const take = useMutation<string, ApiError>({
    mutationFn: () => callText('POST', '/chronology/personal', { reason, filter: queryOf(filter) }),
    onSuccess: (csv) => {
      saveFile(new Blob([csv], { type: 'text/csv;charset=utf-8' }), t('log.personalFile'));
      onClose();
    },
  });
  return (
    <Dialog title={t('log.personalCsv')} onClose={onClose}>
      <form
        className="mt-2 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          setEmpty(reason.trim() === '');
          if (reason.trim() !== '' && !take.isPending) take.mutate();
        }}
      >
        <p>{t('log.personalLead')}</p>
        <Words label={t('log.personalReason')} value={reason} onChange={setReason} />
        {empty && <p className="font-700 text-danger">{t('reasonForm.empty')}</p>}
        <Failure error={take.error} />
        <div className="flex flex-wrap gap-2">
          <button type="button" className="btn" data-first onClick={onClose}>
            {t('action.back')}
          </button>
          <button type="submit" className="btn">
            {t('log.personalTake')}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
