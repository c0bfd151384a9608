// The limit of `push-fcm`: node:http2 sessions and nothing else; one body, into which the token is put. Nothing is stored.
import { connect } from 'node:http2';
import { inFlight } from '../support/channel-engine.mjs';
import { concurrency, message, path, sessions, tokenOf } from '../support/fcm.mjs';
import { measured, options, serve } from '../support/side.mjs';

const { port, ca } = options;
const pool = Array.from({ length: sessions }, () =>
  connect(`https://127.0.0.1:${port}`, { ca, servername: 'fcm.googleapis.com' }),
);
const headers = {
  ':method': 'POST',
  ':path': path,
  authorization: 'Bearer ya29.bench',
  'content-type': 'application/json',
};
const [before, after] = JSON.stringify({ message: { token: '|', ...message } }).split('|');

const post = (i) =>
  new Promise((resolve, reject) => {
    const stream = pool[i % sessions].request(headers);
    let body = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => (body += chunk));
    stream.on('error', reject);
    stream.on('end', () => (JSON.parse(body).name ? resolve() : reject(new Error(body))));
    stream.end(before + tokenOf(i) + after);
  });

serve({}, ({ count }) => measured(() => inFlight(count, concurrency, post)));
