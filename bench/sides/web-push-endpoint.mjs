// A push service over TLS and HTTP/1.1 that costs little. It counts messages and distinct endpoints, and that each is
// sealed under a salt of its own and says who sends: the oracle of the run.
import { createServer } from 'node:https';
import { mintCertificates } from '../../dist/virtual-town/certificates.js';
import { serve } from '../support/side.mjs';

const { ca, cert, key } = await mintCertificates();
let seen = { messages: 0, unsigned: 0, endpoints: new Set(), salts: new Set() };

const server = createServer({ cert, key }, (request, response) => {
  let first = null;
  request.on('data', (chunk) => (first ??= chunk));
  request.on('end', () => {
    seen.messages += 1;
    seen.endpoints.add(request.url);
    if (first !== null) seen.salts.add(first.toString('latin1', 0, 16));
    if (!request.headers.authorization?.startsWith('vapid t=')) seen.unsigned += 1;
    response.writeHead(201, { location: '/m/1', 'content-length': 0 });
    response.end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  serve({ port: server.address().port, ca }, async () => {
    const { messages, unsigned, endpoints, salts } = seen;
    seen = { messages: 0, unsigned: 0, endpoints: new Set(), salts: new Set() };
    return { messages, unsigned, endpoints: endpoints.size, salts: salts.size };
  }),
);
