import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.js';

/** Signs out; nothing that was read with the session stays. */
export const useLeave = (): (() => Promise<void>) => {
  const client = useQueryClient();
  return async () => {
    await call('DELETE', '/session');
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
    await client.invalidateQueries({ queryKey: ['session'] });
  };
};
