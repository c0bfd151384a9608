import type { ReactNode } from 'react';
import { useLine } from '../api/live.js';
import { clock, day } from '../text/format.js';
import { useText } from '../text/labels.js';
import { useNow } from './use-now.js';

/** The world, on top of every screen: colour, pattern, sign and words; and whether what one sees is fresh. */
export const ModeBar = ({ world, children }: { world: 'live' | 'drill'; children?: ReactNode }) => {
  const t = useText();
  const line = useLine();
  return (
    <div
      role="region"
      aria-label={t('world.bar')}
      data-world-bar={world}
      className={`world-${world} no-print sticky top-0 z-[1000] flex min-h-[2.75rem] flex-wrap items-center justify-between gap-x-3 px-3 py-1 max-sm:gap-x-1 max-sm:px-2`}
    >
      <p className="world-plate rounded-4 px-2 font-700">
        <span className="text-[1.125rem]">{t(`world.${world}`)}</span>
        <span className="max-sm:hidden"> — {t(`world.${world}Means`)}</span>
      </p>
      {line.stale && (
        <p className="rounded-4 bg-yellow-300 px-2 font-700 text-black" data-stale>
          {t('line.stale', { time: clock(line.seenAt) })}
        </p>
      )}
      {children}
      <Clock />
    </div>
  );
};

const Clock = () => {
  const t = useText();
  const now = useNow();
  return (
    <p className="world-plate numbers rounded-4 px-2">
      <span className="max-sm:hidden">{day(now)} </span>
      <time dateTime={new Date(now).toISOString()} className="font-700">
        {clock(now)}
      </time>
      <span className="max-sm:hidden"> {t('line.zone')}</span>
    </p>
  );
};
