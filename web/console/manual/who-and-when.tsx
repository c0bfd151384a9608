import { useText } from '../text/labels.js';

interface Props {
  readonly by: string;
  /** As a local date and time, to the minute. */
  readonly time: string;
  readonly onBy: (by: string) => void;
  readonly onTime: (time: string) => void;
}

/** Who did something away from the hub, and when. */
export const WhoAndWhen = ({ by, time, onBy, onTime }: Props) => {
  const t = useText();
  return (
    <div className="mt-3 grid gap-3 sm:grid-cols-2">
      <label className="grid gap-1">
        <span className="font-700">{t('manual.by')}</span>
        <input
          type="text"
          className="field"
          maxLength={60}
          value={by}
          aria-invalid={by.trim() === ''}
          onChange={(event) => onBy(event.target.value)}
        />
      </label>
      <label className="grid gap-1">
        <span className="font-700">{t('manual.at')}</span>
        <input
          type="datetime-local"
          className="field"
          value={time}
          onChange={(event) => onTime(event.target.value)}
        />
      </label>
    </div>
  );
};
