import type {
  capCategories,
  capCertainties,
  capResponseTypes,
  capSeverities,
  capUrgencies,
} from '../../domain/cap-values.js';

/**
 * The plain words of CAP 1.2 (OASIS standard of 2010-07-01, section 3.2), named as there. Times are milliseconds UTC;
 * what may stand several times is a list, and what is absent is an empty list or no property.
 */
export const capStatuses = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const;
export const capMsgTypes = ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] as const;
export const capScopes = ['Public', 'Restricted', 'Private'] as const;
/** One message: what is said once, and an info per language. */
export interface CapAlert {
  /** Without space, comma, `<` and `&`; unique to the sender. */
  readonly identifier: string;
  /** Without space, comma, `<` and `&`; unique in the world, such as a domain name. */
  readonly sender: string;
  readonly sent: number;
  readonly status: (typeof capStatuses)[number];
  readonly msgType: (typeof capMsgTypes)[number];
  readonly source?: string;
  readonly scope: (typeof capScopes)[number];
  readonly restriction?: string;
  readonly addresses: readonly string[];
  readonly code: readonly string[];
  readonly note?: string;
  /** Of an Update or Cancel: what it replaces. */
  readonly references: readonly CapReference[];
  readonly incidents: readonly string[];
  readonly info: readonly CapInfo[];
}

/** An earlier message by its three names. */
export interface CapReference {
  readonly sender: string;
  readonly identifier: string;
  readonly sent: number;
}

/** What is said, in one language. */
export interface CapInfo {
  /** A tag of RFC 3066 or its successors; `en-US` is meant where there is none. */
  readonly language?: string;
  readonly category: readonly (typeof capCategories)[number][];
  readonly event: string;
  readonly responseType: readonly (typeof capResponseTypes)[number][];
  readonly urgency: (typeof capUrgencies)[number];
  readonly severity: (typeof capSeverities)[number];
  readonly certainty: (typeof capCertainties)[number];
  readonly audience?: string;
  readonly eventCode: readonly CapNamedValue[];
  readonly effective?: number;
  readonly onset?: number;
  readonly expires?: number;
  readonly senderName?: string;
  readonly headline?: string;
  readonly description?: string;
  readonly instruction?: string;
  /** An absolute address; nothing ever fetches it. */
  readonly web?: string;
  readonly contact?: string;
  readonly parameter: readonly CapNamedValue[];
  readonly resource: readonly CapResource[];
  readonly area: readonly CapArea[];
}

/** A value in a list that its name says, such as the municipal code of 総務省. */
export interface CapNamedValue {
  readonly valueName: string;
  readonly value: string;
}

export interface CapResource {
  readonly resourceDesc: string;
  readonly mimeType: string;
  /** In bytes. */
  readonly size?: number;
  readonly uri?: string;
  /** Base64 of the content. */
  readonly derefUri?: string;
  /** SHA-1 of the content in hexadecimal. */
  readonly digest?: string;
}

export interface CapArea {
  readonly areaDesc: string;
  /** Closed rings: the first point stands again as the last. */
  readonly polygon: readonly (readonly CapPoint[])[];
  readonly circle: readonly CapCircle[];
  readonly geocode: readonly CapNamedValue[];
  /** Both in feet above mean sea level; a ceiling needs an altitude. */
  readonly altitude?: number;
  readonly ceiling?: number;
}

/** Degrees of WGS 84. */
export type CapPoint = readonly [latitude: number, longitude: number];

export interface CapCircle {
  readonly centre: CapPoint;
  /** In kilometres. */
  readonly radius: number;
}
