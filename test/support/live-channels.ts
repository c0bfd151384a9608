/** The live world's configuration of every channel, as a town writes it, with its secrets in files; all of it to a virtual town. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { wellKnownSchema, type WellKnown } from '../../src/wire/virtual-town.js';

export interface LiveConfiguration {
  /** What stands under `channels:`. */
  readonly channels: Readonly<Record<string, unknown>>;
  readonly town: WellKnown;
  /** Writes a secret's file anew. */
  write(name: SecretName, value: string): Promise<void>;
}

export type SecretName = keyof ReturnType<typeof secretsOf>;

const secretsOf = ({ credentials: { fcm, twilio, mastodon, webPush, smtp, radio }, ca }: WellKnown) => ({
  'radio-hub.pem': radio.hubPrivateKey,
  'radio-gateway.pub.pem': radio.gatewayPublicKey,
  'fcm.json': JSON.stringify(fcm),
  'twilio-token': twilio.authToken,
  'mastodon-token': mastodon.accessToken,
  'web-push.key': webPush.privateKey,
  'smtp-password': smtp.password,
  'mail-link.key': smtp.linkKey,
  'mail-report.key': smtp.reportKey,
  'ca.pem': ca,
});

/** Asks a town who it is, and writes down how a hub of the live world would be told of it. */
export async function liveConfiguration(url: string, folder: string): Promise<LiveConfiguration> {
  const answer = await request(`${url}/.well-known/virtual-town`);
  const town = wellKnownSchema.parse(await answer.body.json());
  await mkdir(folder, { recursive: true });
  const write = (name: string, value: string) => writeFile(join(folder, name), `${value}\n`);
  for (const [name, value] of Object.entries(secretsOf(town))) await write(name, value);
  const file = (name: SecretName) => ({ file: join(folder, name) });
  const { twilio, smtp, webPush, radio } = town.credentials;
  const standIn = { url };
  const tlsStandIn = { url: `https://127.0.0.1:${town.tlsPort}`, ca: file('ca.pem') };
  return {
    town,
    write,
    channels: {
      radio: {
        ...{ url, gatewayId: radio.gatewayId, keyId: radio.hubKeyId },
        privateKey: file('radio-hub.pem'),
        gatewayPublicKey: file('radio-gateway.pub.pem'),
      },
      push: { serviceAccount: file('fcm.json'), standIn: tlsStandIn },
      sms: {
        ...{ accountSid: twilio.accountSid, authToken: file('twilio-token'), from: twilio.from, standIn },
        countries: ['81', '1'],
      },
      voice: {
        ...{ accountSid: twilio.accountSid, authToken: file('twilio-token'), from: twilio.from, standIn },
        countries: ['81', '1'],
      },
      mastodon: {
        url: 'https://social.example.jp',
        accessToken: file('mastodon-token'),
        standIn,
      },
      'web-push': { subject: webPush.subject, privateKey: file('web-push.key'), standIn },
      mail: {
        ...{ host: '127.0.0.1', port: town.smtpPort, tls: 'none' },
        auth: { user: smtp.user, password: file('smtp-password') },
        from: { name: smtp.name, address: smtp.address },
        publicUrl: 'https://todoku.example.jp',
        linkKey: file('mail-link.key'),
        reportKey: file('mail-report.key'),
        fax: { domain: smtp.faxDomain },
      },
    },
  };
}
