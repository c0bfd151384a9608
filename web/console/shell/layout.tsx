import { Link, Outlet } from '@tanstack/react-router';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useState } from 'react';
import { reads, useSession, useTown } from '../api/queries.js';
import { setTimeZone } from '../text/format.js';
import { useText } from '../text/labels.js';
import { LiveRegions } from './announce.js';
import { CrashGuard } from './crash-guard.js';
import { Waiting } from './failure.js';
import { ModeBar } from './mode-bar.js';
import { rooms } from './rooms.js';
import { Settings } from './settings.js';

/** What stands around every screen once somebody has signed in. */
export const Layout = () => {
  const t = useText();
  const session = useSession().data;
  if (session === undefined) return null;
  return (
    <>
      <a
        href="#main"
        className="sr-only rounded-4 bg-surface p-2 focus:not-sr-only focus:fixed focus:top-1 focus:left-1 focus:z-[1100]!"
      >
        {t('nav.skip')}
      </a>
      <ModeBar world={session.world} />
      <Header town={session.town} />
      <CrashGuard>
        <Suspense fallback={<Fallback />}>
          <Ready>
            <Outlet />
          </Ready>
        </Suspense>
      </CrashGuard>
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

const Header = ({ town }: { town: { ja: string; romaji: string } }) => {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <header className="no-print border-b border-line bg-surface">
      <div className="mx-auto flex max-w-[84rem] flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1 lg:gap-x-6">
        <p className="flex-1 py-1 text-[1.125rem] leading-1-3 font-700 lg:flex-none">
          {t('app.name')} <span className="text-muted">{t('app.town', town)}</span>
        </p>
        <button
          type="button"
          className="btn ml-auto lg:hidden"
          aria-expanded={open}
          aria-controls="menu"
          onClick={() => setOpen(!open)}
        >
          {t('nav.menu')}
        </button>
        <div
          id="menu"
          className={`${open ? 'flex' : 'hidden'} w-full flex-col gap-2 pb-2 lg:flex lg:w-auto lg:grow lg:flex-row lg:items-center lg:pb-0`}
        >
          <nav aria-label={t('nav.label')} className="lg:grow">
            <ul className="flex flex-col lg:flex-row lg:flex-wrap">
              {rooms.map(([to, name]) => (
                <li key={to}>
                  <Link
                    to={to}
                    onClick={() => setOpen(false)}
                    activeOptions={{ exact: to === '/' }}
                    className="flex min-h-[2.75rem] items-center px-3 font-700 text-text no-underline hover:underline"
                    activeProps={{ className: 'border-primary max-lg:border-l-4 lg:border-b-4 text-link!' }}
                    inactiveProps={{ className: 'border-transparent max-lg:border-l-4 lg:border-b-4' }}
                  >
                    {t(`nav.${name}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <Settings />
        </div>
      </div>
    </header>
  );
};
