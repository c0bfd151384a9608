import { useTown } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { districtWords, label, useText } from '../text/labels.js';
import { formOf, type Form } from './form.js';
import { slotWords } from './slot-words.js';

interface Props {
  readonly mine: Form;
  readonly theirs: VersionShape;
  readonly onOverwrite: (theirs: VersionShape) => void;
  readonly onTakeTheirs: (theirs: VersionShape) => void;
}

/** Somebody else saved first: both are shown, and a person chooses. */
export const Conflict = ({ mine, theirs, onOverwrite, onTakeTheirs }: Props) => {
  const t = useText();
  const other = theirs.editors.at(-1)?.name ?? theirs.author.name;
  return (
    <section className="mt-3 rounded-8 border-2 border-danger bg-danger-soft p-3" aria-labelledby="conflict">
      <h2 id="conflict" className="h2">
        {t('conflict.title', { name: other })}
      </h2>
      <div className="mt-2 grid gap-3 sm:grid-cols-2">
        <Side title={t('conflict.mine')} form={mine} />
        <Side title={t('conflict.theirs', { name: other })} form={formOf(theirs)} />
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <button type="button" className="btn" onClick={() => onTakeTheirs(theirs)}>
          {t('conflict.take')}
        </button>
        <button type="button" className="btn btn-danger-outline" onClick={() => onOverwrite(theirs)}>
          {t('conflict.overwrite')}
        </button>
      </div>
    </section>
  );
};

const Side = ({ title, form }: { title: string; form: Form }) => {
  const t = useText();
  const town = useTown();
  return (
    <div className="rounded-8 border border-line bg-surface p-3">
      <h3 className="font-700">{title}</h3>
      <dl>
        {Object.entries(form.slots).map(([name, value]) => (
          <div key={name}>
            <dt className="hint">{label('slot', name)}</dt>
            <dd>{slotWords(name, value, town)}</dd>
          </div>
        ))}
        <dt className="hint">{t('district.label')}</dt>
        <dd>{districtWords(form.districts, town) || t('district.none')}</dd>
      </dl>
    </div>
  );
};
