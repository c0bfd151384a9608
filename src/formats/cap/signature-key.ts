import { certificatePem, rsaPublicKeyPem } from './pem.js';
import { childNamed, childrenNamed, descendants, textOf, type XmlElement } from './tree.js';

/** The PEM of a signature's key: that of its first certificate, or an RSA key that it holds bare; null without. */
export function keyIn(signature: XmlElement): string | null {
  const keyInfo = childNamed(signature, 'KeyInfo');
  if (!keyInfo) return null;
  if (childNamed(keyInfo, 'X509Data')) return certificatesIn(signature)[0] ?? null;
  const value = childNamed(keyInfo, 'KeyValue');
  const rsa = value && childNamed(value, 'RSAKeyValue');
  return rsa ? rsaPublicKeyPem(textOf(rsa, 'Modulus'), textOf(rsa, 'Exponent')) : null;
}

/** PEM texts of a signature's certificates, the signer's first; none where one of them is no base64. */
export function certificatesIn(signature: XmlElement): readonly string[] {
  const keyInfo = childNamed(signature, 'KeyInfo');
  const data = keyInfo ? childrenNamed(keyInfo, 'X509Data') : [];
  const pems = data
    .flatMap((inner) => childrenNamed(inner, 'X509Certificate'))
    .map(({ text }) => certificatePem(text));
  return pems.every((pem) => pem !== null) ? pems : [];
}

/** Whether a signature rests on SHA-1, which no longer says who signed. */
export const usesSha1 = (signature: XmlElement): boolean =>
  descendants(signature).some(({ attributes }) =>
    attributes.some(({ name, value }) => name === 'Algorithm' && /[#-]sha1$/.test(value)),
  );
