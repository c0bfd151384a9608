import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** Country calling codes that may be called, without the plus. */
export type Countries = readonly string[];

/** Japan alone, unless the configuration says more: who gets numbers registered elsewhere pumps the town's money out. */
export const japanOnly: Countries = ['81'];

/** ITU-T E.164: a plus, a country code, at most 15 digits. */
const e164 = /^\+[1-9]\d{6,14}$/;
/** Nearly every number of a town: not worth the library's time, which would be a tenth of a message's. */
const japaneseMobile = /^\+81[6-9]0\d{8}$/;

/**
 * Why a number cannot be called; null when it can. It must be E.164 (ITU-T), of a country on the list, and of a length that
 * its numbering plan has (libphonenumber); whether anybody has it only the provider knows.
 */
export function numberFault(number: string, countries: Countries): 'bad-number' | 'country' | null {
  if (japaneseMobile.test(number)) return countries.includes('81') ? null : 'country';
  if (!e164.test(number)) return 'bad-number';
  const parsed = parsePhoneNumberFromString(number, { extract: false });
  if (parsed === undefined || parsed.number !== number || parsed.ext !== undefined) return 'bad-number';
  if (!countries.includes(parsed.countryCallingCode)) return 'country';
  return parsed.isPossible() ? null : 'bad-number';
}
