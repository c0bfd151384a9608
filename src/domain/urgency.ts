/** Urgency from which a duplicate beats a miss: evacuation and what is as urgent. */
export const urgentFrom = 4;

/**
 * Urgency from which an alert may cost the ballast on a full disk: every evacuation order, level 3 too. In ranks (6 −
 * urgency; a retraction has 0): those below `ballastBelow`.
 */
export const ballastFrom = 3;
export const ballastBelow = 6 - ballastFrom + 1;

/** Urgency from which a push message wakes a phone that sleeps; what is less urgent waits until it wakes by itself. */
export const wakesFrom = 2;
