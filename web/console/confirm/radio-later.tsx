import { useCommand } from '../api/queries.js';
import type { EditBody, VersionShape } from '../api/types.js';
import { formOf } from '../compose/form.js';
import { Failure } from '../shell/failure.js';
import { refusalText, useText } from '../text/labels.js';

interface Props {
  readonly version: VersionShape;
  readonly onSaved: (saved: VersionShape) => void;
}

/**
 * In the quiet hours the broadcast of what can wait may be left for the morning, played by a person (R14). Not there where
 * that may never be; a choice made earlier that no longer may be is shown with why.
 */
export const RadioLater = ({ version, onSaved }: Props) => {
  const t = useText();
  const save = useCommand<VersionShape, EditBody>('PUT', onSaved);
  const later = version.radioLater;
  if (later === undefined || (later.refused !== null && !later.chosen)) return null;
  const choose = (radioLater: boolean) => {
    if (save.isPending || radioLater === later.chosen) return;
    const body = { ...formOf(version), revision: version.revision, radioLater };
    save.mutate({ path: `/drafts/${version.id}`, body });
  };
  return (
    <fieldset className="card no-print" data-radio-later={later.chosen}>
      <legend className="sr-only">{t('radioLater.title')}</legend>
      <p className="h2" aria-hidden="true">
        {t('radioLater.title')}
      </p>
      <p>{t('radioLater.lead')}</p>
      <div className="mt-2 grid gap-2 sm:grid-cols-2">
        {[false, true].map((value) => (
          <label key={String(value)} className="choice">
            <input
              type="radio"
              name="radio-later"
              checked={later.chosen === value}
              onChange={() => choose(value)}
            />
            <span>{t(value ? 'radioLater.morning' : 'radioLater.now')}</span>
          </label>
        ))}
      </div>
      {later.chosen && later.refused !== null && (
        <p className="mt-2 font-700 text-danger">{refusalText(later.refused)}</p>
      )}
      <Failure error={save.error} />
    </fieldset>
  );
};
