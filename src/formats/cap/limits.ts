/** Largest document that is read, in bytes (shared rule: at most 2 MB). */
export const maxCapBytes = 2_000_000;

/** Deepest nesting; an alert in an EDXL envelope needs ten levels. */
export const maxDepth = 64;

/** Most elements of one document; a national feed of 0.4 MB has 9,000. */
export const maxElements = 100_000;

/** Most attributes of one element; CAP itself has none. */
export const maxAttributes = 64;
