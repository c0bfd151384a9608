/*
 * How a broadcast is spaced: what the size of a text is estimated by (compose/size.ts) and what its sound is built with
 * (speech). Seconds. Loudspeakers overlap outdoors, so that words need gaps between them (MLIT and FDMA papers).
 */
export const secondsAfterSentence = 1;
export const secondsAtComma = 0.4;
export const secondsBetweenRounds = 2;
export const chimeSeconds = 4;
