import { SignedXml } from 'xml-crypto';

/** PEM texts of an RSA key and of the certificate (or the chain, the key's own first) that goes with it. */
export interface Signer {
  readonly privateKey: string;
  readonly certificate: string;
}

/**
 * Adds an enveloped XML signature over the whole alert (CAP 3.3.4.1): RSA with SHA-256, exclusive canonicalisation,
 * the certificate inside. Throws where the key is none: that is configuration, not input.
 */
export function signCap(xml: string, { privateKey, certificate }: Signer): string {
  const signed = new SignedXml({
    privateKey,
    publicCert: certificate,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  });
  signed.addReference({
    xpath: '/*',
    isEmptyUri: true,
    transforms: [
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
    ],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  signed.computeSignature(xml);
  return signed.getSignedXml();
}
