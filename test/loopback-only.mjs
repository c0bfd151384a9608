/**
 * No test may reach beyond this machine. Loaded into every Jest project (`setupFiles`), and into the processes that
 * tests start (`node --import`). An attempt throws where it is made and, in case that is swallowed, once more outside
 * of any handler, which fails the test file or ends the process.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

const installed = Symbol.for('todoku.loopback-only');
const local = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3}|)$/;
const isLocal = (host) => local.test(String(host).replace(/^\[|\]$/g, ''));

function refuse(what) {
  const error = new Error(`a test tried to leave this machine: ${what}`);
  setImmediate(() => {
    throw error;
  });
  throw error;
}

/** The host of `socket.connect(…)` in each of its forms; null for a path on this machine. */
function hostOf(args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === 'object' && first !== null) return first.path ? null : (first.host ?? 'localhost');
  if (typeof first === 'string' && !/^\d+$/.test(first)) return null;
  return typeof args[1] === 'string' ? args[1] : 'localhost';
}

function guardNames(owner, names, hasResult) {
  for (const name of names) {
    const original = owner[name];
    owner[name] = function (host, ...rest) {
      if (!(hasResult && net.isIP(String(host))) && !isLocal(host ?? 'localhost')) refuse(`${name} ${host}`);
      return original.call(this, host, ...rest);
    };
  }
}

function install() {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    const host = hostOf(args);
    if (host !== null && !isLocal(host)) refuse(`connect ${host}`);
    return connect.apply(this, args);
  };
  const names = ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveSrv', 'resolveTxt'];
  guardNames(dns, names, true);
  guardNames(dns.promises, names, true);
  const { send, connect: connectUdp } = dgram.Socket.prototype;
  dgram.Socket.prototype.connect = function (port, address, ...rest) {
    if (typeof address === 'string' && !isLocal(address)) refuse(`udp ${address}`);
    return connectUdp.call(this, port, address, ...rest);
  };
  dgram.Socket.prototype.send = function (...args) {
    const address = args.slice(1).find((value) => typeof value === 'string');
    if (address !== undefined && !isLocal(address)) refuse(`udp ${address}`);
    return send.apply(this, args);
  };
  Object.defineProperty(net.Socket.prototype, installed, { value: true });
}

// The core modules are shared by all test files of a worker: once is enough.
if (!net.Socket.prototype[installed]) install();
