// The product's push channel against the endpoint of `push-fcm`. Its token comes from there too, through firebase-admin.
import { createPushChannel } from '../../dist/channels/push.js';
import { pushLimits } from '../../dist/channels/push.limits.js';
import { callsPerSecond, projectId, sessions } from './fcm.mjs';

export const serviceAccount = (key) => ({
  type: 'service_account',
  project_id: projectId,
  private_key_id: 'bench',
  private_key: key,
  client_email: `hub@${projectId}.iam.gserviceaccount.com`,
  token_uri: 'https://oauth2.googleapis.com/token',
});

export const pushChannel = ({ port, ca, key }) =>
  createPushChannel({
    projectId,
    account: { minted: serviceAccount(key) },
    dial: { host: '127.0.0.1', port, ca },
    sessions,
    limits: { ...pushLimits, callsPerSecond },
  });
