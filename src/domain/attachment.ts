/** What may be attached to an entry of the chronology: photos and documents. */
export const attachmentTypes = ['image/jpeg', 'image/png', 'application/pdf'] as const;
export type AttachmentType = (typeof attachmentTypes)[number];

/** Attachments of one entry. */
export const mostAttachments = 5;
/** Bytes of one: the console scales photos down to a fraction of it. */
export const largestAttachment = 4 * 1024 * 1024;
/** Milliseconds for which an upload waits for the entry that names it. */
export const uploadWaits = 24 * 60 * 60_000;

/** An attachment as an entry names it, in its chained facts. */
export interface LogAttachment {
  readonly sha256: string;
  readonly name: string;
  readonly type: AttachmentType;
  /** Bytes. */
  readonly size: number;
}

const ascii = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));

/** How each type's files begin: JFIF/Exif's start of image and a marker, PNG (ISO/IEC 15948 §5.2), PDF (ISO 32000 §7.5.2). */
const beginnings: readonly (readonly [AttachmentType, readonly number[]])[] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a]],
  ['application/pdf', ascii('%PDF-')],
];

/** The type by the first bytes, whatever name or header came with them; null for anything else. */
export const typeOfBytes = (bytes: Uint8Array): AttachmentType | null =>
  beginnings.find(([, beginning]) => beginning.every((byte, at) => bytes[at] === byte))?.[0] ?? null;
