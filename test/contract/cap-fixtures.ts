/** One good alert of a town, and what a signer has; every name and number is invented. */
import { generateKeyPairSync, sign } from 'node:crypto';
import forge from 'node-forge';
import type { CapAlert, CapArea, CapInfo } from '../../src/formats/cap/alert.js';
import type { Signer } from '../../src/formats/cap/sign.js';

export const sent = Date.parse('2026-07-14T21:30:00+09:00');
const hour = 3_600_000;

const area: CapArea = {
  areaDesc: '赤沼地区 (Akanuma)',
  polygon: [
    [
      [35.97, 139.33],
      [35.98, 139.33],
      [35.98, 139.35],
      [35.97, 139.35],
      [35.97, 139.33],
    ],
  ],
  circle: [{ centre: [35.975, 139.34], radius: 1.5 }],
  geocode: [
    { valueName: 'JIS-X-0402', value: '11348' },
    { valueName: 'todoku:district', value: 'akanuma' },
  ],
  altitude: 0,
  ceiling: 300,
};

const japanese: CapInfo = {
  language: 'ja',
  category: ['Met', 'Safety'],
  event: '避難指示',
  responseType: ['Evacuate'],
  urgency: 'Immediate',
  severity: 'Extreme',
  certainty: 'Likely',
  audience: '赤沼地区の住民',
  eventCode: [{ valueName: 'todoku:kind', value: 'evacuation-instruction' }],
  effective: sent,
  onset: sent,
  expires: sent + 12 * hour,
  senderName: '見本町',
  headline: '赤沼地区に避難指示を出しました',
  description: '大雨で土砂災害の危険が高まっています。',
  instruction: '危険な場所から全員避難してください。',
  web: 'https://town.example/alerts/12',
  contact: '見本町 危機管理課',
  parameter: [{ valueName: 'todoku:number', value: '令和8年 第12号' }],
  resource: [
    {
      resourceDesc: '避難所の一覧',
      mimeType: 'text/plain',
      size: 5,
      uri: 'shelters.txt',
      derefUri: 'aGVsbG8=',
      digest: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d',
    },
  ],
  area: [area],
};

const english: CapInfo = {
  ...japanese,
  language: 'en',
  event: 'Evacuation instruction',
  audience: 'People in Akanuma',
  senderName: 'Mihon Town',
  headline: 'Evacuation instruction for Akanuma',
  description: 'Heavy rain makes landslides likely.',
  instruction: 'Everyone must leave dangerous places now.',
};

export const goodAlert: CapAlert = {
  identifier: 'todoku-2026-12-2',
  sender: 'town.example',
  sent,
  status: 'Actual',
  msgType: 'Update',
  source: '見本町災害対策本部',
  scope: 'Public',
  addresses: [],
  code: ['todoku:1'],
  note: '第2報',
  references: [{ sender: 'town.example', identifier: 'todoku-2026-12-1', sent: sent - hour }],
  incidents: ['2026-07-rain'],
  info: [japanese, english],
};

/** A certificate for a key of its own, issued by `issuer` or by itself. */
export interface Issued extends Signer {
  readonly subject: forge.pki.Certificate['subject'];
}

interface Wanted {
  readonly name: string;
  readonly issuer?: Issued;
  readonly ca?: boolean;
  readonly from?: number;
  readonly to?: number;
}

let serial = 1;

export function issue({ name, issuer, ca = false, from = sent - hour, to = sent + hour }: Wanted): Issued {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(
    pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
  certificate.serialNumber = String((serial += 1)).padStart(2, '0');
  certificate.validity.notBefore = new Date(from);
  certificate.validity.notAfter = new Date(to);
  certificate.setSubject([{ name: 'commonName', value: name }]);
  certificate.setIssuer((issuer ?? certificate).subject.attributes);
  certificate.setExtensions([{ name: 'basicConstraints', cA: ca, critical: true }]);
  // forge writes the certificate; its own arithmetic would take seconds.
  const key = {
    sign: (): string => {
      const { tbsCertificate } = certificate as unknown as { tbsCertificate: forge.asn1.Asn1 };
      const body = forge.asn1.toDer(tbsCertificate).getBytes();
      return sign('sha256', Buffer.from(body, 'latin1'), issuer?.privateKey ?? privateKey).toString('latin1');
    },
  };
  certificate.sign(key as unknown as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  return { privateKey, certificate: forge.pki.certificateToPem(certificate), subject: certificate.subject };
}
