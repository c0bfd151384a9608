import { useText } from '../text/labels.js';

/** Why an officer decided so about a delivery, in words that go into the log. */
export const NoteField = ({
  label,
  value,
  missing,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  /** It was needed, and is empty. */
  readonly missing: boolean;
  readonly onChange: (value: string) => void;
}) => {
  const t = useText();
  return (
    <div className="grid gap-1">
      <label className="grid gap-1">
        <span className="font-700">{label}</span>
        <span className="hint">{t('giveUp.noteHint')}</span>
        <textarea
          className="field"
          rows={2}
          maxLength={300}
          value={value}
          aria-invalid={missing}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      {missing && <p className="font-700 text-danger">{t('reasonForm.empty')}</p>}
    </div>
  );
};
