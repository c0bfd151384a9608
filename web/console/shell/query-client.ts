import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isApiError } from '../api/client.js';

/** Refused or broken calls show where they were made; a lost session is noticed here, once, for all of them. */
export const makeQueryClient = (): QueryClient => {
  const onError = (error: unknown): void => {
    if (isApiError(error) && error.problem.status === 401)
      void client.invalidateQueries({ queryKey: ['session'] });
  };
  const onActError = (error: unknown): void => {
    onError(error);
    // It may have been done: what the officer is told to look at is asked for anew.
    if (isApiError(error) && error.problem.code === 'unconfirmed') void client.invalidateQueries();
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError: onActError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays a refusal; only a broken line is worth another try.
        retry: (failures, error) => isApiError(error) && error.problem.status === 0 && failures < 2,
        refetchOnWindowFocus: true,
        // Without a network too: what cannot be read says so and can be tried again, instead of loading for ever.
        networkMode: 'always',
        refetchOnReconnect: true,
      },
      // An act is never repeated behind the officer's back, nor kept for later when the line is down.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return client;
};
