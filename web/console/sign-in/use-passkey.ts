import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, type ApiError } from '../api/client.js';
import { askDevice } from '../api/passkey.js';
import type { AskedShape, SessionShape } from '../api/types.js';

/** Signs in by a passkey: any that the device has, or, after a right password, that officer's. */
export const usePasskeySignIn = (ticket: string | null) => {
  const client = useQueryClient();
  return useMutation<SessionShape, ApiError>({
    mutationFn: async () => {
      const { token, options } = await call<AskedShape>('POST', '/session/passkey/options', { ticket });
      const response = await askDevice(options);
      return call<SessionShape>('POST', '/session/passkey', { token, response });
    },
    onSuccess: () => void client.invalidateQueries(),
  });
};
