import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reads, useCommand, useHasRole } from '../api/queries.js';
import { announce } from '../shell/announce.js';
import { Failure } from '../shell/failure.js';
import { NoteForm } from '../shell/note-form.js';
import { Section } from '../shell/page.js';
import { useText } from '../text/labels.js';
import { Dialog } from '../../ui/dialog.js';

/** 「保守スイッチ」: severs every way out while somebody works on the system, and opens them again. */
export const MaintenanceSwitch = () => {
  const t = useText();
  const [open, setOpen] = useState(false);
  const state = useQuery(reads.state);
  const may = useHasRole('approver', 'administrator');
  const severed = (state.data?.maintenance ?? null) !== null;
  const close = () => setOpen(false);
  return (
    <Section id="maintenance" title={t('maintenance.switchTitle')}>
      <p>{t('maintenance.lead')}</p>
      {may ? (
        <button
          type="button"
          className={severed ? 'btn btn-primary mt-2' : 'btn btn-danger mt-2'}
          onClick={() => setOpen(true)}
        >
          {t(severed ? 'maintenance.end' : 'maintenance.begin')}
        </button>
      ) : (
        <p className="hint mt-2">{t('maintenance.mayNot')}</p>
      )}
      {open && (severed ? <EndDialog onClose={close} /> : <BeginDialog onClose={close} />)}
    </Section>
  );
};

const BeginDialog = ({ onClose }: { onClose: () => void }) => {
  const t = useText();
  return (
    <Dialog title={t('maintenance.begin')} onClose={onClose}>
      <div className="mt-2">
        <NoteForm
          path="/maintenance/begin"
          label={t('maintenance.note')}
          hint={t('maintenance.noteHint')}
          missing={t('maintenance.noteMissing')}
          action={t('maintenance.beginNow')}
          most={500}
          onBack={onClose}
          onDone={() => {
            announce(t('maintenance.begun'));
            onClose();
          }}
        />
      </div>
    </Dialog>
  );
};

const EndDialog = ({ onClose }: { onClose: () => void }) => {
  const t = useText();
  const command = useCommand('POST', () => {
    announce(t('maintenance.ended'));
    onClose();
  });
  return (
    <Dialog title={t('maintenance.end')} onClose={onClose}>
      <div className="mt-2 grid gap-3">
        <p>{t('maintenance.endLead')}</p>
        <Failure error={command.error} />
        <div className="flex flex-wrap gap-2">
          <button type="button" className="btn" data-first onClick={onClose}>
            {t('action.back')}
          </button>
          <button
            type="button"
            className="btn btn-primary"
            onClick={() => !command.isPending && command.mutate({ path: '/maintenance/end', body: {} })}
          >
            {t('maintenance.endNow')}
          </button>
        </div>
      </div>
    </Dialog>
  );
};
