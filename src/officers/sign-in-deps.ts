import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Say } from '../platform/sentences.js';
import type { Store } from '../store/store.js';
import type { AddressBudget } from './address-budget.js';
import type { PasswordGate } from './password-gate.js';

/** What sign-in, second factors and step-up are made of. */
export interface SignInDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly say: Say;
  readonly logger: Logger;
  /** Whether every officer must have one (in the live world unless told otherwise). */
  readonly secondFactor: 'required' | 'optional';
  /** 32 bytes that seal the secrets of authenticator apps. */
  readonly key: Buffer;
  readonly gate: PasswordGate;
  readonly addresses: AddressBudget;
  /** Where officers open the console, without a slash at the end; null: only `http://localhost` has passkeys. */
  readonly consoleUrl: string | null;
  /** How it is called in a passkey manager and an authenticator app. */
  readonly title: string;
}

/** Who asks to be let in. */
export interface Caller {
  readonly address: string;
  readonly agent: string;
  /** The cookie of a browser that was here before. */
  readonly device: string | undefined;
  /** The cookie of the session that this browser has or had: the new one takes its place. */
  readonly replaces?: string | undefined;
}
