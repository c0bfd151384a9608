import { clock } from '../text/format.js';
import { useText } from '../text/labels.js';
import type { Saving } from './use-draft.js';

/** Whether the server holds what the screen shows. */
export const SaveMark = ({ saving }: { saving: Saving }) => {
  const t = useText();
  const words =
    saving.state === 'saved'
      ? t('saving.saved', { time: clock(saving.at) })
      : saving.state === 'refused'
        ? saving.error.problem.title
        : t(`saving.${saving.state}`);
  const loud = saving.state === 'offline' || saving.state === 'refused' || saving.state === 'conflict';
  return (
    <p className={loud ? 'tag bg-warning-soft text-warning' : 'hint numbers'} data-saving={saving.state}>
      {words}
    </p>
  );
};
