// A provider that costs next to nothing: Twilio's answer to a created message, over bare sockets, so that the client
// is what is measured. It counts messages and distinct numbers: the oracle of the run.
import { createServer } from 'node:net';
import { options, serve } from '../support/side.mjs';

const account = `AC${'0'.repeat(32)}`;
let messages = 0;
let numbers = new Set();

function answer(to) {
  messages += 1;
  numbers.add(to);
  const sid = `SM${messages.toString(16).padStart(32, '0')}`;
  const date = 'Sat, 21 Nov 2026 03:00:00 +0000';
  const body =
    `{"account_sid":"${account}","api_version":"2010-04-01","body":"","date_created":"${date}","date_sent":null,` +
    `"date_updated":"${date}","direction":"outbound-api","error_code":null,"error_message":null,"from":"+815000000000",` +
    `"messaging_service_sid":null,"num_media":"0","num_segments":"2","price":null,"price_unit":"USD","sid":"${sid}",` +
    `"status":"queued","subresource_uris":{"media":"/Media.json"},"to":"${to}","uri":"/Messages/${sid}.json"}`;
  return `HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** One request at a time, as HTTP/1.1 without pipelining has it. */
function take(socket) {
  let held = '';
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    held = held === '' ? chunk.latin1Slice() : held + chunk.latin1Slice();
    const head = held.indexOf('\r\n\r\n');
    if (head < 0) return;
    const at = held.indexOf('ength: ');
    const length = Number.parseInt(held.slice(at + 7, at + 15), 10);
    if (held.length < head + 4 + length) return;
    const to = held.indexOf('To=%2B', head);
    const end = held.indexOf('&', to);
    const number = `+${held.slice(to + 6, end < 0 ? undefined : end)}`;
    held = '';
    const written = answer(number);
    if (options.latency) setTimeout(() => socket.write(written, 'latin1'), options.latency);
    else socket.write(written, 'latin1');
  });
}

const server = createServer(take);
server.listen(0, '127.0.0.1', () =>
  serve({ port: server.address().port }, async () => {
    const seen = { messages, numbers: numbers.size };
    messages = 0;
    numbers = new Set();
    return seen;
  }),
);
