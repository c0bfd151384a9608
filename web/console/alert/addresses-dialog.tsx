import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../../ui/dialog.js';
import type { ApiError } from '../api/client.js';
import { takeFile } from '../api/take-file.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../text/labels.js';
import { NoteField } from './note-field.js';

/** Before addresses leave the hub: what they are, and a reason that stands in the log. */
export const AddressesDialog = ({ alertId, onClose }: { alertId: string; onClose: () => void }) => {
  const t = useText();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const lacking = reason.trim() === '';
  const take = useMutation<void, ApiError>({
    mutationFn: () =>
      takeFile(`/exports/alerts/${alertId}/addresses`, { format: 'csv', reason: reason.trim() }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['log'] });
      onClose();
    },
  });
  const go = () => {
    setTried(true);
    if (!lacking && !take.isPending) take.mutate();
  };
  return (
    <Dialog title={t('exports.addressesTitle')} onClose={onClose}>
      <p className="mt-2">{t('exports.addressesMeans')}</p>
      <div className="mt-3">
        <NoteField
          label={t('exports.reason')}
          value={reason}
          missing={tried && lacking}
          onChange={setReason}
        />
      </div>
      <Failure error={take.error} />
      <div className="mt-4 flex flex-wrap gap-2">
        <button type="button" className="btn" data-first onClick={onClose}>
          {t('exports.back')}
        </button>
        <button type="button" className="btn btn-primary" onClick={go}>
          {t('exports.take')}
        </button>
      </div>
    </Dialog>
  );
};
