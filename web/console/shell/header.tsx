import { useState } from 'react';
import { useText } from '../text/labels.js';
import { Navigation } from './navigation.js';
import { Settings } from './settings.js';

/** Who we are, the rooms, and the officer's own things; on a phone the last two wait behind one button. */
export const Header = (props: {
  town: { ja: string; romaji: string };
  onHelp: () => void;
  onSounds: () => void;
}) => {
  const t = useText();
  const [open, setOpen] = useState(false);
  const folded = open ? '' : 'max-md:hidden';
  return (
    <header className="no-print border-b border-line bg-surface">
      <div className="mx-auto flex max-w-[84rem] flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 pt-1 max-md:pb-1">
        <p className="py-1 text-[1.125rem] leading-1-3 font-700">
          {t('app.name')} <span className="text-muted">{t('app.town', props.town)}</span>
        </p>
        <button
          type="button"
          className="btn md:hidden"
          aria-expanded={open}
          aria-controls="menu"
          onClick={() => setOpen(!open)}
        >
          {t('nav.menu')}
        </button>
        <div
          className={`max-md:order-last max-md:w-full max-md:border-t max-md:border-line max-md:pt-2 ${folded}`}
        >
          <Settings />
        </div>
        <div id="menu" className={`w-full ${folded}`}>
          <Navigation onGone={() => setOpen(false)} onHelp={props.onHelp} onSounds={props.onSounds} />
        </div>
      </div>
    </header>
  );
};
