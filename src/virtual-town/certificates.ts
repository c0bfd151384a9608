import { createPublicKey, generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** The host names that the virtual town answers for; SDKs with a hard-coded host find themselves at home. */
const names = ['localhost', 'fcm.googleapis.com', 'oauth2.googleapis.com', 'api.twilio.com'];
const day = 86_400_000;

/** A fresh RSA key of 2048 bits as PKCS #8 PEM. */
export async function rsaKey(): Promise<string> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return pair.privateKey;
}

function certificate(subject: string, issuer: string, key: forge.pki.rsa.PublicKey): forge.pki.Certificate {
  const made = forge.pki.createCertificate();
  made.publicKey = key;
  made.serialNumber = `01${randomBytes(15).toString('hex')}`;
  made.validity.notBefore = new Date(Date.now() - day);
  made.validity.notAfter = new Date(Date.now() + 3650 * day);
  made.setSubject([{ name: 'commonName', value: subject }]);
  made.setIssuer([{ name: 'commonName', value: issuer }]);
  return made;
}

/** Node signs; forge's own arithmetic takes seconds where the engine cannot optimise it. */
function signCertificate(made: forge.pki.Certificate, keyPem: string): string {
  const unsigned = made as forge.pki.Certificate & { tbsCertificate: forge.asn1.Asn1 };
  const key = {
    sign: () => {
      const der = Buffer.from(forge.asn1.toDer(unsigned.tbsCertificate).getBytes(), 'latin1');
      return sign('RSA-SHA256', der, keyPem).toString('latin1');
    },
  };
  made.sign(key as unknown as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}

const publicHalf = (keyPem: string): forge.pki.rsa.PublicKey =>
  forge.pki.publicKeyFromPem(createPublicKey(keyPem).export({ type: 'spki', format: 'pem' }).toString());

/** A throw-away authority and one server certificate that it signed, for those hosts and this machine; all PEM. */
export async function mintCertificates(
  hosts = names,
  authority = 'Todoku virtual town (drill only)',
): Promise<{ ca: string; cert: string; key: string }> {
  const [caKey, key] = await Promise.all([rsaKey(), rsaKey()]);
  const ca = certificate(authority, authority, publicHalf(caKey));
  ca.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ]);
  const server = certificate('localhost', authority, publicHalf(key));
  const altNames = [
    ...hosts.map((value) => ({ type: 2, value })),
    { type: 7, ip: '127.0.0.1' },
    { type: 7, ip: '::1' },
  ];
  server.setExtensions([
    { name: 'basicConstraints', cA: false },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames },
  ]);
  return { ca: signCertificate(ca, caKey), cert: signCertificate(server, caKey), key };
}
