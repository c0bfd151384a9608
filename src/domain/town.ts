import type { Duty } from './duty.js';
import type { Hazard } from './hazard.js';
import type { Language } from './language.js';
import type { ManualPostType } from './manual-post.js';
import type { ProposalRule } from './proposal.js';
import type { QuietHours } from './quiet-hours.js';
import type { RadioDesk } from './radio-desk.js';

/** A name a text can show or say: official form, kana for speech and ja-easy, romaji (Hepburn, no macrons). */
export interface PlaceName {
  readonly ja: string;
  readonly kana: string;
  readonly romaji: string;
}

/** WGS84 degrees. */
export interface Point {
  readonly lat: number;
  readonly lng: number;
}

/** 町字: the unit by which residents, orders and the map are keyed. */
export interface District {
  /** Stable code within the town, e.g. `okuda`, `hatogaoka-1`. */
  readonly code: string;
  readonly name: PlaceName;
  /** The name without its chome (鳩ヶ丘), so that five chome can be said as one. */
  readonly base: PlaceName;
  readonly point: Point;
}

/** Whom an order can address besides a district; always resolved to districts. */
export interface Area {
  readonly code: string;
  readonly type: 'association' | 'school' | 'brigade' | 'hazard-zone';
  readonly name: PlaceName;
  readonly districts: readonly string[];
  readonly households: number | null;
  readonly people: number | null;
  /** True where the figures or the outline are ours and not the town's; shown to the officer. */
  readonly invented: boolean;
}

/** A river or a road that a message can name. */
export interface Feature {
  readonly code: string;
  readonly type: 'river' | 'prefectural-road' | 'national-road';
  readonly name: PlaceName;
  /** A river without its word (越辺川 → おっぺ, Oppe); of a road the number alone. */
  readonly base: PlaceName;
}

export interface Shelter {
  /** 国土地理院 共通ID. */
  readonly id: string;
  readonly name: PlaceName;
  readonly address: string;
  readonly point: Point;
  /** 指定緊急避難場所: the hazards it is designated for; empty for a 指定避難所 only. */
  readonly hazards: readonly Hazard[];
  readonly type: 'emergency' | 'evacuation' | 'welfare';
  /** Whom it takes in, where not everybody; in Japanese. */
  readonly accepts?: string;
  /** People; absent where the town gave none. */
  readonly capacity?: number;
}

export interface RadioStation {
  readonly id: string;
  readonly name: string;
  readonly point: Point;
  /** Districts that hear it. */
  readonly districts: readonly string[];
  readonly invented: boolean;
}

/** A stop of a manual post: a call to make, or a part of a route. */
export interface ManualPostStop {
  readonly id: string;
  readonly name: PlaceName;
  readonly districts: readonly string[];
  readonly note?: string;
}

/** Where people carry a message themselves: an entry form, a car's route, a brigade, a list of calls, a fax. */
export interface ManualPost {
  readonly id: string;
  readonly type: ManualPostType;
  readonly name: PlaceName;
  /** Of an entry form: the channel whose items it asks for. */
  readonly form?: 'l-alert' | 'cell-broadcast';
  /** In the order of the route or list; without any the post serves the whole town. */
  readonly stops: readonly ManualPostStop[];
  readonly invented: boolean;
}

/** Everything the code knows of a town; loaded from `config/towns/<id>/`. */
export interface Town {
  readonly id: string;
  readonly name: PlaceName;
  /** The sender's name as the radio says it, e.g. 防災はとやま. */
  readonly radioName: PlaceName;
  readonly prefecture: PlaceName;
  /** JMA 7-digit municipality code. */
  readonly cityCode: string;
  /** 全国地方公共団体コード with check digit. */
  readonly localGovernmentCode: string;
  readonly timeZone: string;
  readonly phone: string;
  readonly relistenPhone: string;
  readonly website: string;
  readonly districts: readonly District[];
  readonly areas: readonly Area[];
  readonly shelters: readonly Shelter[];
  readonly features: readonly Feature[];
  readonly stations: readonly RadioStation[];
  /** Empty where the town has no `manual.yaml`. */
  readonly manualPosts: readonly ManualPost[];
  /** Without steps where the town has no `radio-desk.yaml`. */
  readonly radioDesk: RadioDesk;
  /** Empty where the town has no `duties.yaml`. */
  readonly duties: readonly Duty[];
  /** Absent where a broadcast never waits for the morning. */
  readonly quietHours?: QuietHours;
  /** Per hazard the districts that hold its dangerous places; absent where the town gave none. */
  readonly hazardDistricts: Readonly<Partial<Record<Hazard, readonly string[]>>>;
  readonly proposals: readonly ProposalRule[];
  /** Relative weights by which drill residents are spread over the districts (invented where marked so). */
  readonly population: Readonly<Record<string, number>>;
  /** Topics `<this>-<language>` reach the phones whose app is not in the register (ADR 0034); absent = the app has none. */
  readonly pushTopic?: string;
  /** Languages a message is composed in, in the order they are listed. */
  readonly languages: readonly string[];
  /** Where a channel carries several languages in one post or broadcast: which, and in which order. */
  readonly languageOrder: LanguageOrder;
}

export interface LanguageOrder {
  /** After the Japanese on the loudspeakers, one sentence each. */
  readonly radio: readonly Language[];
  /** Languages that share one post on a feed. */
  readonly posts: readonly (readonly Language[])[];
  /** In one 緊急速報メール, as many as fit. */
  readonly cellBroadcast: readonly Language[];
}
