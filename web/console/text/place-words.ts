import i18next from 'i18next';
import { nearestDistrict } from '../../../src/domain/town-box.js';
import type { Point } from '../../../src/domain/town.js';
import type { TownShape } from '../api/types.js';
import { placeName } from './labels.js';

/** Five decimals: a metre. */
export const degreesWords = ({ lat, lng }: Point): string => `${lat.toFixed(5)}, ${lng.toFixed(5)}`;

/** 「須江付近」; the degrees alone where no district is near. */
export const nearWords = (place: Point, town: Pick<TownShape, 'districts'>): string => {
  const district = nearestDistrict(place, town.districts);
  return district === null
    ? degreesWords(place)
    : i18next.t('log.place.near', { district: placeName(district.name) });
};
