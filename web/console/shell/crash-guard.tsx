import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isApiError } from '../api/client.js';
import { useText } from '../text/labels.js';
import { Failure } from './failure.js';

/** Keeps the world's bar and the way out standing when a screen breaks. */
export const CrashGuard = ({ children }: { children: ReactNode }) => (
  <CatchBoundary getResetKey={() => location.pathname} errorComponent={Broken}>
    {children}
  </CatchBoundary>
);

const Broken = ({ error, reset }: ErrorComponentProps) => {
  const t = useText();
  const queries = useQueryErrorResetBoundary();
  const again = () => {
    queries.reset();
    reset();
  };
  return (
    <main className="mx-auto max-w-[52rem] p-4">
      <h1 className="h2">{t('error.title')}</h1>
      {isApiError(error) ? (
        <Failure error={error} onRetry={again} />
      ) : (
        <>
          <p>{t('error.bug')}</p>
          <button type="button" className="btn mt-2" onClick={again}>
            {t('action.retry')}
          </button>
        </>
      )}
    </main>
  );
};
