/** Between the town's mail server and this hub (docs/channels/mail.md). */

/** HMAC-SHA-256 over the report as it was posted, in hexadecimal. */
export const mailSignatureHeader = 'x-todoku-signature';
