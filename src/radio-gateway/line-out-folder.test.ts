import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchFolder } from './line-out-folder.js';

const day = 86_400_000;
const now = Date.parse('2026-11-30T03:00:00Z');
let directory: string;
let idle: boolean;
let wall: number;
let faults: unknown[];
let watch: { close(): void } | null = null;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'line-out-'));
  idle = true;
  wall = now;
  faults = [];
  jest.useFakeTimers();
});
afterEach(() => {
  watch?.close();
  jest.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

function put(name: string, daysAgo: number): string {
  const at = new Date(now - daysAgo * day);
  writeFileSync(join(directory, name), 'RIFF');
  utimesSync(join(directory, name), at, at);
  return name;
}
const named = (daysAgo: number, part = 'speech', end = '.wav') =>
  `${new Date(now - daysAgo * day).toISOString().replaceAll(/[:.]/g, '-')}-${part}-east+west-0123456789ab${end}`;
const start = (keepDays = 14) => {
  watch = watchFolder({
    ...{ directory, keepDays },
    isIdle: () => idle,
    wall: () => wall,
    onFault: (error) => faults.push(error),
  });
};
const left = () => readdirSync(directory).sort();

describe('the folder of a line-out', () => {
  test('loses what is older than its days, at start and each hour', () => {
    put(named(15), 15);
    put(named(20, 'siren'), 20);
    put(named(16, 'speech', '.wav.new'), 16);
    const young = put(named(13.9), 13.9);
    start();
    expect(left()).toEqual([young]);
    wall = now + 0.2 * day;
    jest.advanceTimersByTime(3_600_000);
    expect(left()).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('keeps what this gateway did not write, however old', () => {
    const others = [put('chime.wav', 900), put('2020-01-01.wav', 900), put('notes.txt', 900)];
    start();
    expect(left()).toEqual(others.sort());
  });

  test('keeps everything while a broadcast stands, also when the clock was set forward by years', () => {
    const files = [put(named(0, 'siren'), 0), put(named(0), 0)].sort();
    idle = false;
    wall = now + 9000 * day;
    start();
    jest.advanceTimersByTime(5 * 3_600_000);
    expect(left()).toEqual(files);
    idle = true;
    jest.advanceTimersByTime(3_600_000);
    expect(left()).toEqual([]);
  });

  test('that cannot be read is told, and the gateway goes on', () => {
    rmSync(directory, { recursive: true });
    start();
    expect(faults).toHaveLength(1);
  });
});
