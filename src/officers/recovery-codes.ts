import { randomInt } from 'node:crypto';

/** Without letters and digits that are taken for each other on paper. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Ten codes of twelve letters in three groups: 59 bits each, so that none can be guessed within its rests. */
export const newRecoveryCodes = (): readonly string[] =>
  Array.from({ length: 10 }, () =>
    [0, 1, 2].map(() => [0, 1, 2, 3].map(() => letters[randomInt(letters.length)]).join('')).join('-'),
  );
