/** How people carry a message: they type it into a form, drive it round, muster a brigade, call people up, or fax it. */
export const manualPostTypes = ['form', 'car', 'brigade', 'calls', 'fax'] as const;
export type ManualPostType = (typeof manualPostTypes)[number];
