/** A sign beside the words, so that colour is never alone. */
export const shelterSign = { open: '○', opening: '△', closed: '×' } as const;
