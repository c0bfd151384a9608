import i18next from 'i18next';
import type { ApiError } from './client.js';

/** The browser's part is fetched when somebody uses a passkey. */
const browserPart = () => import('@simplewebauthn/browser');

/** Whether this browser can have passkeys at all; where, the hub knows. */
export const browserHasPasskeys = (): boolean => window.isSecureContext && 'PublicKeyCredential' in window;

type Fault = 'cancelled' | 'known' | 'other';
const faultOf = (error: unknown): Fault => {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') return 'cancelled';
  return name === 'InvalidStateError' ? 'known' : 'other';
};
const failed = (error: unknown): ApiError => {
  const title = i18next.t(`passkeyFault.${faultOf(error)}`);
  const problem = { type: 'about:blank', title, status: 0, code: `passkey.${faultOf(error)}` };
  return Object.assign(new Error(title, { cause: error }), { problem });
};

/** Asks the device for a passkey. @throws ApiError in words, when it was cancelled or there is none */
export const askDevice = async (options: Record<string, unknown>): Promise<unknown> => {
  const { startAuthentication } = await browserPart();
  return startAuthentication({ optionsJSON: options as never }).catch((error: unknown) => {
    throw failed(error);
  });
};

/** Has the device make one. @throws ApiError */
export const makePasskey = async (options: Record<string, unknown>): Promise<unknown> => {
  const { startRegistration } = await browserPart();
  return startRegistration({ optionsJSON: options as never }).catch((error: unknown) => {
    throw failed(error);
  });
};
