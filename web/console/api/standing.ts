import type { StateShape } from './types.js';

/** Districts in which an alert's order stands, of one hazard where it is named. */
export const standingOf = (
  { districts }: StateShape,
  alertId: string,
  hazard: string | null = null,
): readonly string[] =>
  districts
    .filter(({ orders }) =>
      orders.some((order) => order.alertId === alertId && (hazard === null || order.hazard === hazard)),
    )
    .map(({ code }) => code);
