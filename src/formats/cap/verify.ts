import { canonicalXml, noNamespaces, scopeInside } from './canonical.js';
import { standalone } from './extract.js';
import { isFinding } from './finding.js';
import { signatureNamespace } from './namespaces.js';
import { parseXml, type XmlDocument } from './parse-xml.js';
import type { FoundAlert } from './read.js';
import { digestOf, isExclusive, verifyBy } from './signature-methods.js';
import { certificatesIn, keyIn, usesSha1 } from './signature-key.js';
import { childNamed, childrenNamed, textOf, type XmlElement } from './tree.js';

/** What an alert's signatures are worth. `valid` says that nothing was changed, not who signed. */
export interface SignatureVerdict {
  readonly signature: 'valid' | 'invalid' | 'none';
  /** For people: why it is invalid. */
  readonly reason?: string;
  /** PEM certificates by signature, the signer's own first; of valid signatures that don't rest on SHA-1. */
  readonly chains: readonly (readonly string[])[];
}

/** Canada's system adds its own to that of the office. */
const maxSignatures = 4;

const none: SignatureVerdict = { signature: 'none', chains: [] };
const invalid = (reason: string): SignatureVerdict => ({ signature: 'invalid', reason, chains: [] });

const signaturesOf = (alert: XmlElement): readonly XmlElement[] =>
  alert.children.filter(({ name, namespace }) => name === 'Signature' && namespace === signatureNamespace);

/**
 * Verifies every signature of one alert, as a document of its own where it stood in another; all must verify, and each
 * must cover the whole alert (one reference, to the document). What is digested is the tree that was read, so there is
 * no second parser to deceive. Another signature is no part of the alert, so each may have been made with the others
 * there or without (Canada's office and its system both sign the bare alert). Never throws.
 */
export function verifySignature({
  element,
  within,
}: Pick<FoundAlert, 'element' | 'within'>): SignatureVerdict {
  if (signaturesOf(element).length === 0) return none;
  const document = element === within.root ? within : parseXml(standalone(within.source, element));
  if (isFinding(document)) return invalid('it cannot stand alone');
  const signatures = signaturesOf(document.root);
  if (signatures.length === 0) return invalid('it cannot stand alone');
  if (signatures.length > maxSignatures) return invalid('too many signatures');
  for (const signature of signatures) {
    const failure = failureOf(document, signature, signatures);
    if (failure !== null) return invalid(failure);
  }
  const strong = signatures.filter((signature) => !usesSha1(signature));
  return { signature: 'valid', chains: strong.map(certificatesIn) };
}

/** Null for a signature that verifies; otherwise why not. */
function failureOf(
  document: XmlDocument,
  signature: XmlElement,
  signatures: readonly XmlElement[],
): string | null {
  const [info, ...otherInfos] = childrenNamed(signature, 'SignedInfo');
  const [reference, ...otherReferences] = info ? childrenNamed(info, 'Reference') : [];
  if (!info || !reference || otherInfos.length > 0 || otherReferences.length > 0)
    return 'not one SignedInfo with one Reference';
  const key = keyIn(signature);
  if (key === null) return 'neither a certificate nor an RSA key that can be read';
  const failure = referenceFailure(document, reference, { signature, signatures });
  return failure ?? valueFailure(document.root, signature, info, key);
}

const algorithmOf = (parent: XmlElement, name: string): string =>
  attributeOf(childNamed(parent, name), 'Algorithm') ?? '';

const attributeOf = (element: XmlElement | undefined, name: string): string | undefined =>
  element?.attributes.find((attribute) => attribute.name === name)?.value;

const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

/** The canonicalisation that a reference asks for; null where it asks for something else than is read. */
function exclusivityOf(reference: XmlElement): boolean | null {
  const list = childNamed(reference, 'Transforms');
  const transforms = list ? childrenNamed(list, 'Transform') : [];
  const [first, ...rest] = transforms.map((transform) => attributeOf(transform, 'Algorithm') ?? '');
  // An InclusiveNamespaces list inside is not read.
  if (first !== enveloped || rest.length > 1 || transforms.some(({ children }) => children.length > 0))
    return null;
  return rest[0] === undefined ? false : (isExclusive(rest[0]) ?? null);
}

interface Among {
  readonly signature: XmlElement;
  readonly signatures: readonly XmlElement[];
}

function referenceFailure(
  { root, instructions }: XmlDocument,
  reference: XmlElement,
  { signature, signatures }: Among,
): string | null {
  if (attributeOf(reference, 'URI') !== '') return 'it does not cover the whole alert';
  const exclusive = exclusivityOf(reference);
  if (exclusive === null) return 'a transform that is not read';
  const method = algorithmOf(reference, 'DigestMethod');
  const value = textOf(reference, 'DigestValue').replace(/\s/g, '');
  if (digestOf('', method) === null) return 'a digest method that is not read';
  // The document's own instructions are part of it for some signers and not for others.
  const before = instructions.map((instruction) => `<?${instruction}?>\n`).join('');
  const leftOut = signatures.length > 1 ? [[signature], signatures] : [[signature]];
  const fits = leftOut.some((elements) => {
    const text = canonicalXml(root, { exclusive, without: new Set(elements) });
    return digestOf(text, method) === value || (before !== '' && digestOf(before + text, method) === value);
  });
  return fits ? null : 'the digest does not fit the alert';
}

function valueFailure(root: XmlElement, signature: XmlElement, info: XmlElement, key: string): string | null {
  const method = childNamed(info, 'CanonicalizationMethod');
  const exclusive = isExclusive(attributeOf(method, 'Algorithm') ?? '');
  if (exclusive === undefined || !method || method.children.length > 0)
    return 'a canonicalisation that is not read';
  const around = scopeInside(scopeInside(noNamespaces, root), signature);
  const text = canonicalXml(info, { exclusive, around });
  try {
    const value = textOf(signature, 'SignatureValue').replace(/\s/g, '');
    const verified = verifyBy(algorithmOf(info, 'SignatureMethod'), { key, text, value });
    if (verified === null) return 'a signature method that is not read';
    return verified ? null : 'the value does not fit the key';
  } catch {
    return 'the key is none';
  }
}
