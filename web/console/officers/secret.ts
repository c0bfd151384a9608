/** Letters that cannot be taken for others when they are read out; the hub takes no others (`confirmBody`). */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));

/** The secret of an invitation's link: 32 bytes in base64url. Made here, so that no answer that the hub keeps holds it. */
export const linkSecret = (): string =>
  btoa(String.fromCharCode(...random(32)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** A password that can be read out and typed once: four groups of four letters. */
export const oneTimePassword = (): string => {
  const text = [...random(16)].map((byte) => letters[byte % letters.length]).join('');
  return (text.match(/.{4}/g) ?? []).join('-');
};

/** What stands behind `#` reaches no server: the link is opened in the browser alone. */
export const invitationLink = (secret: string): string => `${location.origin}/invite#${secret}`;
