import type { EarthquakeFacts, MunicipalBlock, TelegramItem } from '../../domain/telegram.js';
import { child, childrenNamed, textOf, type XmlElement } from './xml-tree.js';
import { levelOf } from './warning-levels.js';

/** VPWW57 adds a block of coast sections, and the prefectural blocks come first: only this one is the municipalities'. */
const municipalBlock = '気象警報・注意報（市町村等）';
const landslideBlock = '土砂災害警戒情報';

/** Families whose municipal items we read. */
const warningBlocks: Readonly<Record<string, string>> = {
  ...Object.fromEntries([53, 54, 55, 56, 57, 58, 59, 60, 61].map((n) => [`VPWW${n}`, municipalBlock])),
  VXWW50: landslideBlock,
};

/**
 * What a telegram says of each municipality it names, in document order; null for a family that we read for
 * identity only. A 取消 has an almost empty body and gives an empty list.
 */
export function municipalBlocks(
  family: string,
  infoType: string,
  body: XmlElement | undefined,
): readonly MunicipalBlock[] | null {
  if (family === 'VXSE53') return intensityBlocks(infoType, body);
  const type = warningBlocks[family];
  return type === undefined ? null : warningItems(family, type, body);
}

function warningItems(family: string, type: string, body: XmlElement | undefined): readonly MunicipalBlock[] {
  return childrenNamed(body, 'Warning')
    .filter((warning) => warning.attributes['type'] === type)
    .flatMap((warning) => childrenNamed(warning, 'Item'))
    .flatMap((item) => {
      const items = childrenNamed(item, 'Kind').map((kind) => warningItem(family, kind));
      return areasOf(item).map((area) => ({ code: textOf(area, 'Code'), name: textOf(area, 'Name'), items }));
    });
}

const areasOf = (item: XmlElement): readonly XmlElement[] => [
  ...childrenNamed(item, 'Area'),
  ...childrenNamed(child(item, 'Areas'), 'Area'),
];

/** Name and Code are absent where the status is 「発表警報・注意報はなし」. */
function warningItem(family: string, kind: XmlElement): TelegramItem {
  const [code, name] = [textOf(kind, 'Code'), textOf(kind, 'Name')];
  const condition = textOf(kind, 'Condition');
  const level = levelOf(family, code, name);
  return {
    code,
    name,
    status: textOf(kind, 'Status'),
    ...(condition === '' ? {} : { condition }),
    ...(level === undefined ? {} : { level }),
  };
}

const intensityNames: Readonly<Record<string, string>> = {
  1: '震度１',
  2: '震度２',
  3: '震度３',
  4: '震度４',
  '5-': '震度５弱',
  '5+': '震度５強',
  '6-': '震度６弱',
  '6+': '震度６強',
  7: '震度７',
};

/** Code of a city whose stations should have sent 5弱 or more and did not; JMA's own quake list writes it so. */
const expectedButSilent = '!5-';

function intensityBlocks(infoType: string, body: XmlElement | undefined): readonly MunicipalBlock[] {
  const observation = child(child(body, 'Intensity'), 'Observation');
  return childrenNamed(observation, 'Pref')
    .flatMap((pref) => childrenNamed(pref, 'Area'))
    .flatMap((area) => childrenNamed(area, 'City'))
    .map((city) => ({
      code: textOf(city, 'Code'),
      name: textOf(city, 'Name'),
      items: [intensityItem(infoType, city)],
    }));
}

function intensityItem(infoType: string, city: XmlElement): TelegramItem {
  const condition = textOf(city, 'Condition');
  const code = textOf(city, 'MaxInt') || (condition === '' ? '' : expectedButSilent);
  const name = intensityNames[code] ?? (condition === '' ? code : condition);
  return { code, name, status: infoType, ...(condition === '' ? {} : { condition }) };
}

/** The earthquake of a VXSE53; null where the body holds none. Magnitude is NaN where JMA says it in words. */
export function earthquakeOf(body: XmlElement | undefined): EarthquakeFacts | null {
  const earthquake = child(body, 'Earthquake');
  if (!earthquake) return null;
  const occurredAt = Date.parse(textOf(earthquake, 'OriginTime'));
  const epicentre = textOf(child(child(earthquake, 'Hypocenter'), 'Area'), 'Name');
  const magnitude = Number.parseFloat(textOf(earthquake, 'Magnitude'));
  return {
    occurredAt: Number.isNaN(occurredAt) ? null : occurredAt,
    epicentre: epicentre === '' ? null : epicentre,
    magnitude: Number.isNaN(magnitude) ? null : magnitude,
  };
}
