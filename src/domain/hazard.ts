/** Hazards that an order of a town can name. Levels 3–5 exist for these four alone (domain.md §7). */
export const levelledHazards = ['flood', 'inland-flood', 'landslide', 'storm-surge'] as const;

export const hazards = [...levelledHazards, 'earthquake', 'tsunami', 'large-fire', 'volcano', 'dam'] as const;
export type Hazard = (typeof hazards)[number];

/** 警戒レベル. 1 and 2 belong to JMA, 3–5 to the town. */
export type Level = 1 | 2 | 3 | 4 | 5;

/** The level of an order in force: 0 is an order without a number (tsunami, volcano, large fire, dam). */
export type OrderLevel = 0 | Level;
