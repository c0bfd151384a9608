import { X509Certificate } from 'node:crypto';

/** Certificates between the signer's and a trusted one. */
const longestChain = 5;

/** The certificates in PEM texts; null where a text holds none or one of them is none. */
export function readCertificates(pems: readonly string[]): readonly X509Certificate[] | null {
  try {
    const all = pems.map(
      (pem) => pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
    );
    return all.every((found) => found.length > 0) ? all.flat().map((pem) => new X509Certificate(pem)) : null;
  } catch {
    return null;
  }
}

/**
 * Whether the first certificate of a chain (PEM, the signer's first) is a trusted one, or issued by one through
 * authorities that the chain holds, all of them valid at `now` (milliseconds UTC). Revocation is not asked about:
 * no address in a document is fetched.
 */
export function isTrusted(
  chain: readonly string[],
  trusted: readonly X509Certificate[],
  now: number,
): boolean {
  const certificates = readCertificates(chain);
  if (!certificates) return false;
  const [signer, ...intermediates] = certificates;
  const valid = (certificate: X509Certificate): boolean =>
    certificate.validFromDate.getTime() <= now && now <= certificate.validToDate.getTime();
  let current = signer;
  for (let depth = 0; current && depth <= longestChain; depth += 1) {
    if (!valid(current)) return false;
    const { fingerprint256 } = current;
    if (trusted.some((anchor) => anchor.fingerprint256 === fingerprint256)) return true;
    const child: X509Certificate = current;
    const issued = (issuer: X509Certificate): boolean =>
      issuer.ca && child.checkIssued(issuer) && child.verify(issuer.publicKey);
    if (trusted.some((anchor) => issued(anchor) && valid(anchor))) return true;
    current = intermediates.find((certificate) => certificate !== child && issued(certificate));
  }
  return false;
}
