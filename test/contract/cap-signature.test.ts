/** What is signed verifies; what was changed by one character, anywhere, does not. */
import { createPrivateKey, generateKeyPairSync, sign as signWith } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SignedXml } from 'xml-crypto';
import { canonicalXml } from '../../src/formats/cap/canonical.js';
import { isFinding } from '../../src/formats/cap/finding.js';
import { parseXml } from '../../src/formats/cap/parse-xml.js';
import { readCap } from '../../src/formats/cap/read.js';
import { signCap } from '../../src/formats/cap/sign.js';
import { verifySignature } from '../../src/formats/cap/verify.js';
import { writeCap } from '../../src/formats/cap/write.js';
import { isTrusted, readCertificates } from '../../src/platform/certificate.js';
import { goodAlert, issue, sent } from './cap-fixtures.js';

const signer = issue({ name: 'signer' });
const stranger = issue({ name: 'stranger' });
const plain = writeCap(goodAlert, 540);
const signed = signCap(plain, signer);
const verdict = (xml: string) => {
  const document = readCap(xml);
  const [alert] = isFinding(document) ? [] : document.alerts;
  if (!alert) throw new Error('no alert');
  return verifySignature(alert);
};

const xmldsig = 'http://www.w3.org/2000/09/xmldsig#';
const enveloped = `${xmldsig}enveloped-signature`;
const inclusive = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const rsa = 'http://www.w3.org/2001/04/xmldsig-more#rsa-';
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

interface Method {
  readonly canonical: string;
  readonly algorithm: string;
  readonly digest: string;
  readonly prefix?: string;
}

/** xml-crypto alone, as other senders use it. */
function signBy(xml: string, { canonical, algorithm, digest, prefix }: Method): string {
  const signature = new SignedXml({
    privateKey: signer.privateKey,
    publicCert: signer.certificate,
    signatureAlgorithm: algorithm as never,
    canonicalizationAlgorithm: canonical as never,
  });
  signature.addReference({
    xpath: '/*',
    isEmptyUri: true,
    transforms: [enveloped, canonical],
    digestAlgorithm: digest,
  });
  signature.computeSignature(xml, prefix === undefined ? {} : { prefix });
  return signature.getSignedXml();
}

describe('a signature of our own', () => {
  test('is valid, and names its certificate', () => {
    expect(verdict(signed)).toMatchObject({ signature: 'valid' });
    expect(verdict(signed).chains[0]?.[0]?.replace(/\s/g, '')).toBe(signer.certificate.replace(/\s/g, ''));
    expect(verdict(plain)).toEqual({ signature: 'none', chains: [] });
  });

  test('is valid for xml-crypto too', () => {
    const signature = new SignedXml({ publicCert: signer.certificate });
    signature.loadSignature(signed.slice(signed.indexOf('<Signature'), signed.indexOf('</alert>')));
    expect(signature.checkSignature(signed)).toBe(true);
  });

  test('is invalid with any one character of the alert, its SignedInfo or its value changed', () => {
    const parts = [...signed.matchAll(/>([^<>]*\S[^<>]*)</g)].map((match) => ({
      at: match.index + 1,
      text: match[1] ?? '',
    }));
    const kept = parts.filter(({ at }) => at < signed.indexOf('<KeyInfo>'));
    expect(kept.length).toBeGreaterThan(50);
    for (const { at, text } of kept) {
      const place = at + Math.floor(text.length / 2);
      const other = signed[place] === 'x' ? 'y' : 'x';
      const changed = signed.slice(0, place) + other + signed.slice(place + 1);
      expect({ text, ...verdict(changed) }).toMatchObject({ text, signature: 'invalid' });
    }
  });

  test('is valid still with a comment, which no one reads, and invalid with another space', () => {
    expect(verdict(signed.replace('<info>', '<!-- hello --><info>')).signature).toBe('valid');
    expect(verdict(signed.replace('<info>', ' <info>')).signature).toBe('invalid');
  });

  test.each([
    ['a broken digest', (xml: string) => xml.replace(/<DigestValue>./, '<DigestValue>'), 'digest'],
    ['a broken value', (xml: string) => xml.replace(/<SignatureValue>.{4}/, '<SignatureValue>AAAA'), 'value'],
    [
      "another's certificate",
      (xml: string) =>
        xml.replace(
          /<X509Certificate>[^<]*/,
          () => `<X509Certificate>${stranger.certificate.replace(/-----[^-]*-----|\s/g, '')}`,
        ),
      'value',
    ],
    [
      'a certificate that is none',
      (xml: string) => xml.replace(/<X509Certificate>.{8}/, '<X509Certificate>AAAAAAAA'),
      'key',
    ],
    ['no key', (xml: string) => xml.replace(/<KeyInfo>.*<\/KeyInfo>/, ''), 'certificate'],
    ['a method that nobody knows', (xml: string) => xml.replace('rsa-sha256', 'rsa-md5'), 'method'],
    ['a key that both know', (xml: string) => xml.replace(`${rsa}sha256`, `${xmldsig}hmac-sha1`), 'method'],
    [
      'a transform that runs code',
      (xml: string) =>
        xml.replace(
          `Transform Algorithm="${exclusive}"`,
          'Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"',
        ),
      'transform',
    ],
    ['a reference to a part', (xml: string) => xml.replace('URI=""', 'URI="#part"'), 'whole'],
    [
      'a reference to elsewhere',
      (xml: string) => xml.replace('URI=""', 'URI="http://127.0.0.1/alert"'),
      'whole',
    ],
    [
      'two references',
      (xml: string) => xml.replace(/<Reference .*<\/Reference>/, (one) => one + one),
      'one Reference',
    ],
    [
      'ten signatures',
      (xml: string) => xml.replace(/<Signature .*<\/Signature>/, (one) => one.repeat(10)),
      'too many',
    ],
  ])('is invalid with %s', (_name, change, reason) => {
    const changed = change(signed);
    expect(changed).not.toBe(signed);
    expect(verdict(changed)).toMatchObject({
      signature: 'invalid',
      chains: [],
      reason: expect.stringContaining(reason),
    });
  });

  test('does not speak for an alert that it is wrapped in', () => {
    const inner = signed.slice(signed.indexOf('<alert'));
    const outer = plain.replace('</alert>', `${inner}</alert>`);
    expect(verdict(outer).signature).toBe('none');
    const signature = /<Signature .*<\/Signature>/.exec(signed)?.[0] ?? '';
    const moved = plain.replace('landslides', 'nothing').replace('</alert>', `${inner}${signature}</alert>`);
    expect(verdict(moved).signature).toBe('invalid');
  });
});

describe("other senders' signatures", () => {
  const digests = [`${xmldsig}sha1`, sha256, 'http://www.w3.org/2001/04/xmlenc#sha512'];
  const algorithms = [
    `${xmldsig}rsa-sha1`,
    `${rsa}sha256`,
    `${rsa}sha512`,
    'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
  ];
  const methods = [inclusive, exclusive].flatMap((canonical) =>
    algorithms.flatMap((algorithm) =>
      digests.map((digest) => ({ canonical, algorithm, digest, prefix: 'ds' })),
    ),
  );
  // Attributes out of order, prefixes, CDATA, references, white space in attributes, an empty element.
  const motley = plain
    .replace(
      '<info>',
      '<info xmlns:b="urn:b" xmlns:a="urn:a" b:z="1" a:z="&lt;2&quot;" y="tab&#9;&#10;" x=\'"\'>',
    )
    .replace('<note>', '<note><![CDATA[<&>]]> &#x65e5;&amp;')
    .replace('<code>', '<b:code xmlns:b="urn:c"/><code>');

  test.each(methods)('$canonical $algorithm $digest', (method) => {
    for (const xml of [plain, motley]) {
      expect(verdict(signBy(xml, method))).toMatchObject({ signature: 'valid' });
      expect(verdict(signBy(xml, method).replace('landslides', 'nothing')).signature).toBe('invalid');
    }
  });

  test('a signature that rests on SHA-1 shows nobody’s certificate', () => {
    const weak = signBy(plain, { canonical: exclusive, algorithm: `${xmldsig}rsa-sha1`, digest: sha256 });
    expect(verdict(weak)).toEqual({ signature: 'valid', chains: [] });
  });

  test('office and distributor: one signature around the other, or both on the bare alert', () => {
    const method = { canonical: inclusive, algorithm: `${rsa}sha256`, digest: sha256 };
    const around = signBy(signBy(plain, method), { ...method, canonical: exclusive, prefix: 'ds' });
    expect(verdict(around)).toMatchObject({ signature: 'valid' });
    const own =
      /<ds:Signature .*<\/ds:Signature>/.exec(signBy(plain, { ...method, prefix: 'ds' }))?.[0] ?? '';
    const both = signBy(plain, method).replace('</alert>', () => `${own}</alert>`);
    expect(verdict(both)).toMatchObject({ signature: 'valid' });
    expect(verdict(both.replace('landslides', 'nothing')).signature).toBe('invalid');
  });

  test('an alert in a feed verifies as the document that was signed', () => {
    const entry = signed.slice(signed.indexOf('<alert'));
    const feed = `<f:feed xmlns:f="http://www.w3.org/2005/Atom" xmlns="urn:x"><f:entry><f:content>${entry}</f:content></f:entry></f:feed>`;
    const document = readCap(feed);
    if (isFinding(document)) throw new Error(document.message);
    expect(document.alerts.map((alert) => verifySignature(alert).signature)).toEqual(['valid']);
  });

  test.each([
    ['prime256v1', 'sha256'],
    ['secp521r1', 'sha512'],
  ])('ECDSA over %s', (namedCurve, hash) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
    const skeleton = signBy(plain, {
      canonical: exclusive,
      algorithm: `${rsa}sha256`,
      digest: sha256,
    }).replace(`${rsa}sha256`, `http://www.w3.org/2001/04/xmldsig-more#ecdsa-${hash}`);
    const document = parseXml(skeleton);
    if (isFinding(document)) throw new Error(document.message);
    const info = document.root.children.at(-1)?.children[0];
    if (!info) throw new Error('no SignedInfo');
    const text = canonicalXml(info, { exclusive: true, around: { '': xmldsig } });
    const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const value = signWith(hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64');
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(pem).toContain('PUBLIC KEY');
    const bare = skeleton.replace(/<SignatureValue>[^<]*/, () => `<SignatureValue>${value}`);
    // The certificate there is an RSA signer's: the value must not pass by it.
    expect(verdict(bare).signature).toBe('invalid');
    const certificate = selfSigned(pem);
    const whole = bare.replace(/<X509Certificate>[^<]*/, () => `<X509Certificate>${certificate}`);
    expect(verdict(whole).signature).toBe('valid');
    expect(verdict(whole.replace('landslides', 'nothing')).signature).toBe('invalid');
  });

  test('a bare RSA key', () => {
    const jwk = createPrivateKey(signer.privateKey).export({ format: 'jwk' });
    const [modulus, exponent] = [jwk.n ?? '', jwk.e ?? ''].map((part) =>
      Buffer.from(part, 'base64url').toString('base64'),
    );
    const value = `<KeyValue><RSAKeyValue><Modulus>${modulus}</Modulus><Exponent>${exponent}</Exponent></RSAKeyValue></KeyValue>`;
    const xml = signed.replace(/<X509Data>.*<\/X509Data>/, () => value);
    expect(verdict(xml)).toMatchObject({ signature: 'valid', chains: [[]] });
    expect(isTrusted([], readCertificates([signer.certificate]) ?? [], sent)).toBe(false);
  });
});

/** The least that OpenSSL takes for a certificate of a key: its own signature is not looked at here. */
function selfSigned(publicKeyPem: string): string {
  const spki = Buffer.from(publicKeyPem.replace(/-----[^-]*-----|\s/g, ''), 'base64');
  const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts);
    const length =
      content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
    return Buffer.concat([Buffer.from([tag, ...length]), content]);
  };
  const ecdsaWithSha256 = Buffer.from('300a06082a8648ce3d040302', 'hex');
  const name = der(0x30, der(0x31, der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('x')))));
  const time = (text: string) => der(0x17, Buffer.from(text));
  const validity = der(0x30, time('260101000000Z'), time('270101000000Z'));
  const body = der(0x30, Buffer.from('020101', 'hex'), ecdsaWithSha256, name, validity, name, spki);
  const value = der(0x03, Buffer.from([0]), der(0x30, Buffer.from('020101020101', 'hex')));
  return der(0x30, body, ecdsaWithSha256, value).toString('base64');
}

describe('trust', () => {
  const authority = issue({ name: 'authority', ca: true });
  const middle = issue({ name: 'middle', issuer: authority, ca: true });
  const office = issue({ name: 'office', issuer: middle });
  const trusts = (...pems: readonly string[]) => readCertificates(pems) ?? [];
  const chain = [office.certificate, middle.certificate];

  test.each([
    ['the signer itself', chain, trusts(office.certificate), sent, true],
    ['its issuer', chain, trusts(middle.certificate), sent, true],
    ["its issuer's issuer", chain, trusts(authority.certificate), sent, true],
    ['an issuer that the chain lacks', [office.certificate], trusts(authority.certificate), sent, false],
    ['a stranger', chain, trusts(stranger.certificate), sent, false],
    ['nobody', chain, [], sent, false],
    ['its issuer, a year later', chain, trusts(authority.certificate), sent + 31_536_000_000, false],
    ['its issuer, a year before', chain, trusts(authority.certificate), sent - 31_536_000_000, false],
  ])('in %s', (_name, certificates, trusted, now, expected) => {
    expect(isTrusted(certificates, trusted, now)).toBe(expected);
  });

  test('an issuer that is no authority makes nobody trusted', () => {
    const forged = issue({ name: 'forged', issuer: office });
    expect(isTrusted([forged.certificate, ...chain], trusts(authority.certificate), sent)).toBe(false);
    expect(isTrusted([forged.certificate], trusts(office.certificate), sent)).toBe(false);
  });

  test('an issuer of the same name with another key makes nobody trusted', () => {
    const double = issue({ name: 'middle', ca: true });
    const forged = issue({ name: 'forged', issuer: double });
    expect(isTrusted([forged.certificate, middle.certificate], trusts(authority.certificate), sent)).toBe(
      false,
    );
  });

  test('what is no certificate is none', () => {
    expect(readCertificates(['nonsense'])).toBeNull();
    expect(isTrusted(['nonsense'], trusts(authority.certificate), sent)).toBe(false);
  });
});
