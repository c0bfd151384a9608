import type { OfficerRequestShape } from '../api/types.js';
import { NoteForm } from '../shell/note-form.js';
import { label, useText } from '../text/labels.js';
import { Dialog } from '../../ui/dialog.js';

/** Declines a request, or takes one's own back; with a reason. */
export const DeclineDialog = (props: { request: OfficerRequestShape; own: boolean; onClose: () => void }) => {
  const t = useText();
  const { request, own, onClose } = props;
  return (
    <Dialog title={t(own ? 'officers.withdraw' : 'officers.decline')} onClose={onClose}>
      <p className="my-2 font-700">
        {label('officerChange', request.kind)}：{request.name}
      </p>
      <NoteForm
        path={`/officers/requests/${request.id}/decline`}
        label={t('officers.reason')}
        missing={t('officers.needReason')}
        action={t(own ? 'officers.withdraw' : 'officers.decline')}
        most={300}
        onDone={onClose}
        onBack={onClose}
      />
    </Dialog>
  );
};
