import { writeFile } from 'node:fs/promises';
import { createP256Key, p256PublicKey } from '../platform/p256.js';
import type { Print } from './print.js';

/**
 * Makes the town's VAPID key (RFC 8292) in a file of its own, which nobody else reads. A file that is there is left as it
 * is: with another key every browser would have to subscribe again.
 */
export async function webPushKeysCommand(file: string, { out, err }: Print): Promise<number> {
  const privateKey = createP256Key();
  try {
    await writeFile(file, `${privateKey}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOENT' && code !== 'EACCES' && code !== 'EISDIR') throw error;
    err(code === 'EEXIST' ? `${file} is there already: it was left as it is` : `${file} cannot be written`);
    return 1;
  }
  out(`The private key stands in ${file}. Keep it: with another one every browser has to subscribe again.`);
  out('');
  out('In the configuration, with an address at which push services reach the town:');
  out('');
  out('  web-push:');
  out('    subject: mailto:bosai@example.jp');
  out(`    privateKey: { file: ${file} }`);
  out('');
  out('What the page subscribes with (applicationServerKey):');
  out(p256PublicKey(privateKey) ?? '');
  return 0;
}
