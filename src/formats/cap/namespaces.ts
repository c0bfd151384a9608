/** Namespaces of the versions that are read. */
export const capVersions: Readonly<Record<string, CapVersion>> = {
  'urn:oasis:names:tc:emergency:cap:1.1': '1.1',
  'urn:oasis:names:tc:emergency:cap:1.2': '1.2',
};
export type CapVersion = '1.1' | '1.2';

export const capNamespace = 'urn:oasis:names:tc:emergency:cap:1.2';
export const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#';
