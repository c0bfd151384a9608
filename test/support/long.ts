/** True in `npm run test:long`: all of what `npm test` takes a part of. */
export const long = (globalThis as { long?: boolean }).long === true;
