import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createP256Key } from '../platform/p256.js';
import { drillCredentialsSchema } from '../wire/virtual-town.js';
import { mintCertificates, rsaKey } from './certificates.js';

const identitySchema = z.object({
  ca: z.string(),
  cert: z.string(),
  key: z.string(),
  credentials: drillCredentialsSchema,
  /** PEM; what the gateway signs its answers with. */
  gatewayPrivateKey: z.string(),
  hubPublicKey: z.string(),
  /** Hex; seals the access tokens, so that they outlive a restart. */
  tokenSecret: z.string(),
});
export type Identity = z.infer<typeof identitySchema>;

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

function ed25519() {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

async function mintIdentity(): Promise<Identity> {
  const [certificates, serviceKey] = await Promise.all([mintCertificates(), rsaKey()]);
  const [hub, gateway] = [ed25519(), ed25519()];
  return {
    ...certificates,
    gatewayPrivateKey: gateway.privateKey,
    hubPublicKey: hub.publicKey,
    tokenSecret: hex(32),
    credentials: {
      fcm: {
        type: 'service_account',
        project_id: 'todoku-drill',
        private_key_id: hex(20),
        private_key: serviceKey,
        client_email: 'hub@todoku-drill.iam.gserviceaccount.com',
        token_uri: 'https://oauth2.googleapis.com/token',
      },
      twilio: { accountSid: `AC${hex(16)}`, authToken: hex(16), from: '+815055500100' },
      mastodon: { accessToken: randomBytes(32).toString('base64url'), account: 'bosai' },
      webPush: { subject: 'mailto:bosai@drill.invalid', privateKey: createP256Key() },
      smtp: {
        ...{ user: 'hub', password: hex(16), linkKey: hex(32), reportKey: hex(32) },
        // RFC 2606: a name under .invalid belongs to nobody.
        ...{ name: '防災（訓練）', address: 'bosai@drill.invalid', faxDomain: 'fax.drill.invalid' },
      },
      radio: {
        gatewayId: 'virtual-gateway',
        hubKeyId: `hub-${hex(4)}`,
        hubPrivateKey: hub.privateKey,
        gatewayPublicKey: gateway.publicKey,
      },
    },
  };
}

/** The town's keys and drill credentials: minted once, then kept in `dataDir` so that a restart keeps them. */
export async function loadIdentity(dataDir: string | null): Promise<Identity> {
  if (dataDir === null) return mintIdentity();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'identity.json');
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const identity = kept === null ? await mintIdentity() : await completeIdentity(JSON.parse(kept));
  await writeFile(`${path}.new`, JSON.stringify(identity), { mode: 0o600 });
  await rename(`${path}.new`, path);
  return identity;
}

/** What an older town wrote stays as it is; credentials of providers that it did not have yet are minted. */
async function completeIdentity(kept: Partial<Identity>): Promise<Identity> {
  const whole = identitySchema.safeParse(kept);
  if (whole.success) return whole.data;
  const fresh = await mintIdentity();
  return identitySchema.parse({
    ...fresh,
    ...kept,
    credentials: { ...fresh.credentials, ...kept.credentials },
  });
}

/** The public half of the service account, which access-token requests are checked against. */
export const servicePublicKey = (identity: Identity) => createPublicKey(identity.credentials.fcm.private_key);
