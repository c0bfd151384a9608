import { serverNow } from '../api/live.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';

const step = 5 * 60_000;
const steps = (24 * 60 * 60_000) / step;

/** The moment so many steps ago, on full five minutes. */
const ago = (n: number): number => Math.floor(serverNow() / step) * step - (n - 1) * step;
const stepsTo = (at: number): number =>
  Math.min(steps, Math.max(1, Math.round((Math.floor(serverNow() / step) * step - at) / step) + 1));

/** The last day by steps of five minutes: arrows move by one, the buttons by an hour; null is now, and moves on. */
export const TimeSlider = ({
  at,
  onChange,
}: {
  at: number | null;
  onChange: (at: number | null) => void;
}) => {
  const t = useText();
  const value = at === null ? 0 : -stepsTo(at);
  const go = (to: number) => onChange(to >= 0 ? null : ago(-Math.max(to, -steps)));
  const words = at === null ? t('situation.now') : dayAndTime(at);
  return (
    <div
      className="no-print card grid gap-x-4 gap-y-1 py-2! sm:grid-cols-[1fr_auto]"
      role="group"
      aria-label={t('situation.time')}
    >
      <label className="grid">
        <span className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span>{t('situation.time')}</span>
          <span className="numbers font-700" data-slider-time>
            {words}
          </span>
        </span>
        <input
          type="range"
          className="h-[2rem] w-full accent-(--primary)"
          min={-steps}
          max={0}
          step={1}
          value={value}
          aria-valuetext={words}
          onChange={(event) => go(Number(event.target.value))}
        />
      </label>
      <div className="flex flex-wrap items-center gap-2">
        <button type="button" className="btn" onClick={() => go(value - 12)}>
          {t('situation.hourBack')}
        </button>
        <button type="button" className="btn" aria-disabled={at === null} onClick={() => go(value + 12)}>
          {t('situation.hourOn')}
        </button>
        <button
          type="button"
          className={`btn ${at === null ? '' : 'btn-primary'}`}
          aria-disabled={at === null}
          onClick={() => onChange(null)}
        >
          {t('situation.toNow')}
        </button>
      </div>
    </div>
  );
};
