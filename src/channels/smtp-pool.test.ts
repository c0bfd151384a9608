import { afterEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSmtpPool, type SmtpPool } from './smtp-pool.js';

/** What the relay does when it hears a command; `.` is the final dot. `cut` ends the connection, `mute` says nothing. */
type Line = string | 'cut' | 'mute';
type Script = Partial<
  Record<'greet' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'text' | '.' | 'RSET' | 'QUIT', Line | (() => Line)>
>;

const wellBehaved: Required<Script> = {
  ...{ greet: '220 relay', EHLO: '250 relay', MAIL: '250 ok', RCPT: '250 ok', DATA: '354 go on' },
  ...{ text: 'mute', '.': '250 queued', RSET: '250 ok', QUIT: '221 bye' },
};

let server: Server | undefined;
let pool: SmtpPool | undefined;
afterEach(() => {
  pool?.close();
  server?.close();
});

/** A relay written by hand, so that it can break where a real one never would on purpose. */
async function relay(scriptOf: (connection: number) => Script) {
  const seen = { connections: 0, taken: 0, sockets: [] as Socket[] };
  server = createServer((socket) => {
    const script = { ...wellBehaved, ...scriptOf(++seen.connections) };
    seen.sockets.push(socket);
    let inText = false;
    let rest = '';
    const act = (said: Line | (() => Line)) => {
      const line = typeof said === 'function' ? said() : said;
      return line === 'cut' ? socket.destroy() : line === 'mute' ? undefined : socket.write(`${line}\r\n`);
    };
    socket.on('error', () => undefined);
    act(script.greet);
    socket.on('data', (data) => {
      rest += data.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (inText && line !== '.') {
          act(script.text);
          continue;
        }
        const command = inText ? '.' : (line.split(/[ :]/)[0] as keyof Script);
        inText = command === 'DATA';
        if (command === '.') seen.taken += 1;
        act(script[command] ?? '500 what');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  pool = createSmtpPool({ host: '127.0.0.1', port, tls: 'none', name: 'hub.example' });
  const send = (until: number | AbortSignal = 5000, to = 'c@d.example') =>
    (pool as SmtpPool).send(
      { from: 'a@b.example', to, message: Buffer.from('Subject: x\r\n\r\nHello\r\n') },
      typeof until === 'number' ? AbortSignal.timeout(until) : until,
    );
  return { seen, send };
}

describe('whether anything left', () => {
  test.each(['greet', 'EHLO', 'MAIL', 'RCPT', 'DATA'] as const)(
    'a relay that hangs up at %s: nothing',
    async (at) => {
      const { send } = await relay(() => ({ [at]: 'cut' }));
      expect(await send()).toMatchObject({ result: 'lost', left: false });
    },
  );

  test.each(['greet', 'EHLO', 'MAIL', 'RCPT', 'DATA'] as const)(
    'a relay that falls silent at %s: nothing',
    async (at) => {
      const { send } = await relay(() => ({ [at]: 'mute' }));
      expect(await send(200)).toEqual({ result: 'lost', left: false, code: 'ETIMEDOUT' });
    },
  );

  test.each(['cut', 'mute', 'garbage'])('after the final dot (%s): nobody knows', async (how) => {
    const { send } = await relay(() => ({ '.': how }));
    expect(await send(1500)).toMatchObject({ result: 'lost', left: true });
  });
});

describe('what is wrong with one mail, and not with the line', () => {
  test('an address that is none is refused as such', async () => {
    const { seen, send } = await relay(() => ({}));
    for (const to of ['<c@d.example', 'c@d.example\r\nRCPT TO:<x@y.example>', ''])
      expect(await send(5000, to)).toMatchObject({ result: 'answered', at: 'recipient' });
    expect(await send()).toMatchObject({ result: 'taken' });
    expect(seen.taken).toBe(1);
  });

  test('one that is larger than the server takes is refused as such', async () => {
    const { seen, send } = await relay(() => ({ EHLO: '250-relay\r\n250 SIZE 10' }));
    expect(await send()).toMatchObject({
      result: 'answered',
      at: 'text',
      response: expect.stringMatching(/^552/),
    });
    expect(seen.taken).toBe(0);
  });
});

describe('connections', () => {
  test('one carries mail after mail', async () => {
    const { seen, send } = await relay(() => ({}));
    for (let i = 0; i < 3; i++) expect(await send()).toEqual({ result: 'taken', response: '250 queued' });
    expect(seen).toMatchObject({ connections: 1, taken: 3 });
  });

  test('that the relay closed while idle is replaced, and the mail goes once', async () => {
    const { seen, send } = await relay(() => ({}));
    await send();
    seen.sockets[0]?.destroy();
    expect(await send()).toMatchObject({ result: 'taken' });
    expect(seen).toMatchObject({ connections: 2, taken: 2 });
  });

  test('on which the final dot went unanswered is not tried again by itself', async () => {
    const { seen, send } = await relay(() => ({}));
    await send();
    const used = seen.sockets[0];
    used?.removeAllListeners('data');
    used?.on('data', (data: Buffer) => {
      const text = data.toString();
      if (text.endsWith('.\r\n')) used.destroy();
      else used.write(text.startsWith('DATA') ? '354 go on\r\n' : '250 ok\r\n');
    });
    expect(await send()).toMatchObject({ result: 'lost', left: true });
    expect(seen.connections).toBe(1);
  });

  test('outlive a recipient that is refused', async () => {
    const answers = ['550 5.1.1 no', '250 ok'];
    let cleared = () => {};
    const clear = new Promise<void>((resolve) => (cleared = resolve));
    const { seen, send } = await relay(() => ({
      RCPT: () => answers.shift() ?? '500 what',
      RSET: () => (setTimeout(cleared, 20), '250 ok'),
    }));
    expect(await send()).toEqual({ result: 'answered', at: 'recipient', response: '550 5.1.1 no' });
    await clear;
    expect(await send()).toMatchObject({ result: 'taken' });
    expect(seen).toMatchObject({ connections: 1, taken: 1 });
  });

  test('a deadline that passes after its mail was taken ends no other mail', async () => {
    const { seen, send } = await relay(() => ({}));
    const deadline = new AbortController();
    await send(deadline.signal);
    deadline.abort();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await send()).toMatchObject({ result: 'taken' });
    expect(seen.connections).toBe(1);
  });
});

describe('a pool that closes tells whoever waits', () => {
  test.each([
    ['greet', false],
    ['MAIL', false],
    ['.', true],
  ] as const)('for the answer to %s', async (at, left) => {
    let met = () => {};
    const heard = new Promise<void>((resolve) => (met = resolve));
    const { send } = await relay(() => ({ [at]: () => (met(), 'mute') }));
    const sent = send(60_000);
    await heard;
    pool?.close();
    expect(await sent).toEqual({ result: 'lost', left, code: 'ECONNECTION' });
  });

  test('and opens no other connection for what it carried on an old one', async () => {
    const answers = ['250 ok'];
    let met = () => {};
    const heard = new Promise<void>((resolve) => (met = resolve));
    const { seen, send } = await relay(() => ({ MAIL: () => answers.shift() ?? (met(), 'mute') }));
    await send();
    const sent = send(60_000);
    await heard;
    pool?.close();
    expect(await sent).toMatchObject({ result: 'lost', left: false });
    expect(seen.connections).toBe(1);
  });
});
