import { useQueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { openLine } from '../api/live.js';
import { useSession } from '../api/queries.js';
import type { SessionShape } from '../api/types.js';
import { NewPassword } from '../sign-in/new-password.js';
import { SignIn } from '../sign-in/sign-in.js';
import { StepUpDialog } from '../sign-in/step-up-dialog.js';
import { useText } from '../text/labels.js';
import { Failure } from './failure.js';
import { LiveRegions } from './announce.js';
import { ModeBar } from './mode-bar.js';
import { fetchScreens, router } from './router.js';

const Enrol = lazy(async () => ({ default: (await import('../sign-in/enrol.js')).Enrol }));
const Invitation = lazy(async () => ({
  default: (await import('../officers/invitation.js')).Invitation,
}));

/** Signed out, first password, or the screens: decided by the session alone, so that an expiry keeps the address. */
export const App = () => {
  const session = useSession();
  const t = useText();
  // The recovery codes stay on the screen until they were written down, whatever the session says meanwhile.
  const [enrolling, setEnrolling] = useState(false);
  const officer = session.data?.officer ?? null;
  const world = session.data?.world;
  useEffect(() => {
    if (world === undefined) return;
    document.documentElement.dataset['world'] = world;
    document.getElementById('favicon')?.setAttribute('href', `/favicon-${world}.svg`);
  }, [world]);
  if (session.data === undefined) {
    return (
      <main className="mx-auto max-w-[40rem] p-4">
        <h1 className="h2">{t('app.name')}</h1>
        {session.isError ? (
          <Failure error={session.error} onRetry={() => void session.refetch()} />
        ) : (
          <p>{t('app.loading')}</p>
        )}
      </main>
    );
  }
  // An invitation's link is opened by whoever holds it, signed in or not.
  if (location.pathname === '/invite')
    return (
      <>
        <ModeBar world={session.data.world} />
        <Suspense>
          <Invitation session={{ ...session.data, officer: null }} />
        </Suspense>
        <LiveRegions />
      </>
    );
  if (officer !== null && !officer.mustChangePassword && !officer.mustEnrol && !enrolling)
    // Another officer begins with nothing that the one before has open: no form, no half-typed phrase.
    return <SignedIn key={officer.id} />;
  return (
    <>
      <ModeBar world={session.data.world} />
      <Before session={session.data} onEnrolling={setEnrolling} />
      <LiveRegions />
    </>
  );
};

/** Signed out, first password, or first second factor. */
const Before = (props: { session: SessionShape; onEnrolling: (now: boolean) => void }) => {
  const { session } = props;
  if (session.officer === null) return <SignIn session={session} />;
  if (session.officer.mustChangePassword) return <NewPassword session={session} />;
  return (
    <Suspense fallback={null}>
      <Enrol session={session} onEnrolling={props.onEnrolling} />
    </Suspense>
  );
};

/** Milliseconds in which the first screen has the line for itself. */
const quiet = 3000;

const SignedIn = () => {
  const client = useQueryClient();
  // The socket belongs to a session: one that was renewed in place opens another.
  const session = useSession().data?.ends?.at;
  useEffect(() => {
    const line = openLine(client);
    return () => line.close();
  }, [client, session]);
  useEffect(() => {
    const timer = setTimeout(fetchScreens, quiet);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <RouterProvider router={router} />
      <StepUpDialog />
    </>
  );
};
