// FCM over HTTP/2 and TLS that answers after `latency` milliseconds, 100 streams a session as Google's has, and Google's
// token host over HTTP/1.1. It counts messages and distinct tokens: the oracle of the run.
import { createServer as createHttp } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { createServer as createTls } from 'node:tls';
import { mintCertificates } from '../../dist/virtual-town/certificates.js';
import { projectId } from '../support/fcm.mjs';
import { options, serve } from '../support/side.mjs';

const { ca, cert, key } = await mintCertificates();
let messages = 0;
let tokens = new Set();
const json = { ':status': 200, 'content-type': 'application/json; charset=UTF-8' };

function take(body) {
  const at = body.indexOf('"token":"') + 9;
  tokens.add(body.slice(at, body.indexOf('"', at)));
  messages += 1;
  return `{"name":"projects/${projectId}/messages/0:${messages.toString(16)}"}`;
}

const http2 = createHttp2({ settings: { maxConcurrentStreams: 100 } });
http2.on('stream', (stream) => {
  let body = '';
  stream.setEncoding('utf8');
  stream.on('error', () => stream.destroy());
  stream.on('data', (chunk) => (body += chunk));
  stream.on('end', () =>
    setTimeout(() => {
      if (stream.destroyed) return;
      stream.respond(json);
      stream.end(take(body));
    }, options.latency),
  );
});
const http = createHttp((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"access_token":"ya29.bench","expires_in":3600,"token_type":"Bearer"}');
  });
});
const tls = createTls({ cert, key, ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => {
  socket.on('error', () => socket.destroy());
  (socket.alpnProtocol === 'h2' ? http2 : http).emit('connection', socket);
});
tls.listen(0, '127.0.0.1', () =>
  serve({ port: tls.address().port, ca, key }, async () => {
    const seen = { messages, tokens: tokens.size };
    messages = 0;
    tokens = new Set();
    return seen;
  }),
);
