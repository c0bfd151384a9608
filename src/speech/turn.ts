/** Lets the event loop do what else there is: sound is worked on some milliseconds at a time. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
