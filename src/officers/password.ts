// Officers: sign-in, sessions, and the guard that every route stands behind.
import { hash, verify } from '@node-rs/argon2';

/** Argon2id, OWASP's second recommended setting (2024): 19 MiB, 2 passes, 1 lane. */
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1, algorithm: 2 as const };

/** The PHC string of a password. */
export const hashPassword = (password: string): Promise<string> => hash(password, settings);

/** Whether a password fits; false for officers without one, at the same cost, so that timing tells nothing. */
export async function passwordFits(phc: string | null, password: string): Promise<boolean> {
  const fits = await verify(phc ?? (await decoy()), password);
  return phc !== null && fits;
}

let decoyHash: Promise<string> | null = null;
const decoy = (): Promise<string> => (decoyHash ??= hashPassword('nobody signs in with this'));
