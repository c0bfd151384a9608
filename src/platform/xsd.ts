import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { memoryPages, validateXML } from 'xmllint-wasm';
import { paths } from './paths.js';

/** What a schema says of a document. */
export interface XsdVerdict {
  readonly valid: boolean;
  readonly errors: readonly { readonly line: number | null; readonly message: string }[];
}

/** A document of 2 MB needs about 20 times its size. */
const memory = { initialMemoryPages: 32 * memoryPages.MiB, maxMemoryPages: 512 * memoryPages.MiB };

const schemaFile = 'CAP-v1.2.xsd';

/**
 * Validates decoded text against OASIS's schema of CAP 1.2 (config/cap), in a worker that has neither network nor
 * files: about 0.1 s a call. The caller has refused document type declarations. Rejects where the validator breaks.
 */
export async function validateCapXsd(text: string): Promise<XsdVerdict> {
  const contents = await readFile(join(paths.config, 'cap', schemaFile), 'utf8');
  const { valid, errors } = await validateXML({
    xml: [{ fileName: 'alert.xml', contents: withoutDeclaration(text) }],
    schema: [{ fileName: schemaFile, contents }],
    modifyArguments: (args) => ['--nonet', '--huge', ...args],
    ...memory,
  });
  return { valid, errors: errors.map(({ loc, message }) => ({ line: loc?.lineNumber ?? null, message })) };
}

/** The validator gets UTF-8, whatever the declaration says of the bytes that once were. */
const withoutDeclaration = (text: string): string => {
  const end = text.startsWith('<?xml ') ? text.indexOf('?>') + 2 : 0;
  return text.slice(0, end).replace(/[^\n]/g, '') + text.slice(end);
};
