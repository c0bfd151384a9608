import { describe, expect, test } from '@jest/globals';
import { createBreaker } from './breaker.js';

function opened(at = 0) {
  const breaker = createBreaker(3);
  for (let i = 0; i < 3; i++) breaker.failed(at);
  return breaker;
}

describe('breaker', () => {
  test('opens at the third fault in a row, not before', () => {
    const breaker = createBreaker(3);
    breaker.failed(0);
    breaker.failed(0);
    expect(breaker.allowance(0)).toBe('all');
    breaker.succeeded();
    breaker.failed(0);
    breaker.failed(0);
    expect(breaker.state).toBe('closed');
    breaker.failed(0);
    expect(breaker.state).toBe('open');
    expect(breaker.allowance(0)).toBe('none');
  });

  test('lets one call through when its time has come, and only one', () => {
    const breaker = opened();
    expect(breaker.wait(0)).toBe(1000);
    expect(breaker.allowance(999)).toBe('none');
    expect(breaker.allowance(1000)).toBe('one');
    expect(breaker.state).toBe('half-open');
    expect(breaker.allowance(1000)).toBe('none');
  });

  test('closes when that call succeeds', () => {
    const breaker = opened();
    breaker.allowance(1000);
    breaker.succeeded();
    expect(breaker.state).toBe('closed');
    expect(breaker.allowance(1000)).toBe('all');
  });

  test('waits 1, 2, 4, … seconds between tries, at most 30', () => {
    const breaker = opened();
    const waits: number[] = [];
    let now = 0;
    for (let i = 0; i < 7; i++) {
      waits.push(breaker.wait(now));
      now += breaker.wait(now);
      expect(breaker.allowance(now)).toBe('one');
      breaker.failed(now);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  test('a try without an answer is no sign of life: the next one waits longer', () => {
    const breaker = opened();
    breaker.allowance(1000);
    breaker.unknown(11_000);
    expect(breaker.state).toBe('open');
    expect(breaker.wait(11_000)).toBe(2000);
  });

  test('calls without an answer neither open it nor take faults back', () => {
    const breaker = createBreaker(3);
    for (let i = 0; i < 50; i++) breaker.unknown(i);
    expect(breaker.allowance(50)).toBe('all');
    breaker.failed(50);
    breaker.failed(50);
    breaker.unknown(50);
    breaker.failed(50);
    expect(breaker.state).toBe('open');
  });

  test('a try that told nothing lets another one through', () => {
    const breaker = opened();
    breaker.allowance(1000);
    breaker.undecided();
    expect(breaker.state).toBe('open');
    expect(breaker.allowance(1000)).toBe('one');
  });
});
