import { describe, expect, test } from '@jest/globals';
import { isWithin, nearestDistrict, townBox } from './town-box.js';

const district = (code: string, lat: number, lng: number) => ({ code, point: { lat, lng } });
const districts = [district('north', 36, 139.3), district('south', 35.9, 139.4)];
const box = townBox({ districts, shelters: [] } as unknown as Parameters<typeof townBox>[0]);

describe('a place of the chronology', () => {
  test.each([
    ['in the town', 35.95, 139.35, true],
    ['a valley away', 36.1, 139.2, true],
    ['in the sea of numbers that were swapped', 139.35, 35.95, false],
    ['at zero, as a machine without a fix says', 0, 0, false],
    ['in the next prefecture', 36.4, 139.3, false],
    ['far in the west', 35.95, 138.9, false],
  ])('%s', (_, lat, lng, within) => {
    expect(isWithin({ lat, lng }, box)).toBe(within);
  });

  test('is said by the district that it is nearest to', () => {
    expect(nearestDistrict({ lat: 35.99, lng: 139.31 }, districts)?.code).toBe('north');
    expect(nearestDistrict({ lat: 35.9, lng: 139.39 }, districts)?.code).toBe('south');
    expect(nearestDistrict({ lat: 35.9, lng: 139.39 }, [])).toBeNull();
    expect(nearestDistrict({ lat: 35.95, lng: 139.35 }, districts)).toBeNull();
  });
});
