// A fixed piece of work, twenty times a second, and how long it took: how fast the machine is just now.
import { parentPort } from 'node:worker_threads';

const every = 50;
const rows = Array.from({ length: 100 }, (_, i) => [i, 1, `call-${i}`, `+8190${String(i).padStart(8, '0')}`]);

function work() {
  let length = 0;
  for (let i = 0; i < 20; i += 1) {
    const copy = JSON.parse(JSON.stringify(rows));
    length += new Map(copy.map((row) => [row[3], row])).size;
  }
  return length;
}

// Compiled before it counts.
for (let i = 0; i < 200; i += 1) work();
parentPort.postMessage('ready');
setInterval(() => {
  const before = performance.now();
  work();
  parentPort.postMessage((performance.now() - before) * 1000);
}, every);
