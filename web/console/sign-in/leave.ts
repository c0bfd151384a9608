import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, type ApiError } from '../api/client.js';

/** Signs out; nothing that was read with the session stays. */
export const useLeave = () => {
  const client = useQueryClient();
  return useMutation<unknown, ApiError>({
    mutationFn: () => call('DELETE', '/session'),
    onSuccess: async () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      await client.invalidateQueries({ queryKey: ['session'] });
    },
  });
};
