import type { DistrictChoice } from './message.js';
import type { PlaceName, Town } from './town.js';

/**
 * The names by which a choice of districts is said, in the town's order: chome that are all in are one name
 * (鳩ヶ丘一丁目…五丁目 → 鳩ヶ丘). `all` when every district is in. Codes that the town does not have are ignored;
 * `unknownDistrict` finds them.
 */
export const placeNames = (town: Town, choice: DistrictChoice): 'all' | readonly PlaceName[] => {
  if (choice === 'all' || town.districts.every((each) => choice.includes(each.code))) return 'all';
  const said: PlaceName[] = [];
  const saidBases = new Set<string>();
  for (const district of town.districts) {
    if (!choice.includes(district.code) || saidBases.has(district.base.ja)) continue;
    const siblings = town.districts.filter((each) => each.base.ja === district.base.ja);
    if (siblings.every((each) => choice.includes(each.code))) {
      saidBases.add(district.base.ja);
      said.push(siblings.length > 1 ? district.base : district.name);
    } else said.push(district.name);
  }
  return said;
};

/** The first code that the town does not have, else undefined. */
export const unknownDistrict = (town: Town, choice: DistrictChoice): string | undefined =>
  choice === 'all' ? undefined : choice.find((code) => !town.districts.some((each) => each.code === code));
