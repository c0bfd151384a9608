/** DER, as far as a public key in an XML signature needs it. Source: X.690, RFC 8017 A.1.1, RFC 5280 4.1. */
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function element(tag: string, content: string): string {
  const length = content.length / 2;
  if (length < 0x80) return tag + length.toString(16).padStart(2, '0') + content;
  const digits = length.toString(16);
  const bytes = digits.length % 2 === 0 ? digits : `0${digits}`;
  return tag + (0x80 + bytes.length / 2).toString(16) + bytes + content;
}

/** An unsigned integer, without leading zeros but with the one that keeps it positive. */
function integer(bytes: Uint8Array): string {
  const digits = hex(bytes).replace(/^(?:00)+(?=[0-9a-f]{2})/, '');
  return element('02', /^[89a-f]/.test(digits) ? `00${digits}` : digits);
}

const pem = (label: string, base64: string): string =>
  `-----BEGIN ${label}-----\n${base64.match(/.{1,64}/g)?.join('\n') ?? ''}\n-----END ${label}-----\n`;

/** The PEM of a certificate in an `X509Certificate` element's text; null where that is no proper base64. */
export function certificatePem(text: string): string | null {
  const base64 = text.replace(/\s/g, '');
  return base64 !== '' && Buffer.from(base64, 'base64').toString('base64') === base64
    ? pem('CERTIFICATE', base64)
    : null;
}

/** The PEM of an `RSAKeyValue`: modulus and exponent in base64. */
export function rsaPublicKeyPem(modulus: string, exponent: string): string {
  const numbers = [modulus, exponent].map((value) => integer(Buffer.from(value, 'base64'))).join('');
  const rsaEncryption = '300d06092a864886f70d0101010500';
  const info = element('30', rsaEncryption + element('03', `00${element('30', numbers)}`));
  return pem('PUBLIC KEY', Buffer.from(info, 'hex').toString('base64'));
}

/** An ECDSA value as OpenSSL wants it, from the two numbers side by side that XML has (RFC 4050 3.3). Both base64. */
export function ecdsaDer(signatureValue: string): string {
  const bytes = Buffer.from(signatureValue, 'base64');
  const half = bytes.length / 2;
  const numbers = integer(bytes.subarray(0, half)) + integer(bytes.subarray(half));
  return Buffer.from(element('30', numbers), 'hex').toString('base64');
}
