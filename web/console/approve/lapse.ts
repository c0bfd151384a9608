import type { VersionShape } from '../api/types.js';

type Waiting = Pick<VersionShape, 'status' | 'lapsesAt'>;

/** Whether a submission can still be approved: nobody tells when one lapses, so the hub's clock is asked. */
export const isWaiting = ({ status, lapsesAt }: Waiting, now: number): boolean =>
  status === 'submitted' && (lapsesAt === null || now < lapsesAt);

/** Whether it waited in vain, also where the hub has not been asked since. */
export const isLapsed = (version: Waiting, now: number): boolean =>
  version.status === 'lapsed' || (version.status === 'submitted' && !isWaiting(version, now));
