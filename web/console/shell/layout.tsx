import { Outlet } from '@tanstack/react-router';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Suspense, useCallback, useEffect, useState } from 'react';
import { reads, useSession, useTown } from '../api/queries.js';
import { setTimeZone } from '../text/format.js';
import { useText } from '../text/labels.js';
import { Alarms } from '../sounds/alarms-sounding.js';
import { SoundSettings } from '../sounds/sound-settings.js';
import { SessionEnds } from '../sign-in/session-ends.js';
import { LiveRegions } from './announce.js';
import { CrashGuard } from './crash-guard.js';
import { Waiting } from './failure.js';
import { Header } from './header.js';
import { ModeBar } from './mode-bar.js';
import { ShortcutHelp } from './shortcut-help.js';
import { useShortcuts } from './shortcuts.js';

/** What stands around every screen once somebody has signed in. */
export const Layout = () => {
  const t = useText();
  const session = useSession().data;
  const [help, setHelp] = useState(false);
  const [sounds, setSounds] = useState(false);
  const openHelp = useCallback(() => setHelp(true), []);
  useShortcuts(openHelp);
  if (session === undefined) return null;
  return (
    <>
      <a
        href="#main"
        className="sr-only rounded-4 bg-surface p-2 focus:not-sr-only focus:fixed focus:top-1 focus:left-1 focus:z-[1100]!"
      >
        {t('nav.skip')}
      </a>
      <SessionEnds />
      <ModeBar world={session.world}>
        <Alarms />
      </ModeBar>
      <Header town={session.town} onHelp={openHelp} onSounds={() => setSounds(true)} />
      <CrashGuard>
        <Suspense fallback={<Fallback />}>
          <Ready>
            <Outlet />
          </Ready>
        </Suspense>
      </CrashGuard>
      {sounds && <SoundSettings onClose={() => setSounds(false)} />}
      {help && <ShortcutHelp onClose={() => setHelp(false)} />}
      <LiveRegions />
    </>
  );
};

const Fallback = () => (
  <main className="mx-auto max-w-[84rem] p-4">
    <Waiting lines={12} />
  </main>
);

/** Waits for what no screen can do without. */
const Ready = ({ children }: { children: React.ReactNode }) => {
  const town = useTown();
  useSuspenseQuery({ ...reads.kinds, staleTime: Number.POSITIVE_INFINITY });
  useEffect(() => setTimeZone(town.timeZone), [town.timeZone]);
  return children;
};
