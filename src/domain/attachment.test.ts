import { describe, expect, test } from '@jest/globals';
import { typeOfBytes } from './attachment.js';

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)),
  );

describe('the first bytes say what a file is, not its name', () => {
  test.each([
    ['a camera’s JPEG', bytes([0xff, 0xd8, 0xff, 0xe1], 'Exif'), 'image/jpeg'],
    ['a JFIF', bytes([0xff, 0xd8, 0xff, 0xe0], 'JFIF'), 'image/jpeg'],
    ['a PNG', bytes([0x89], 'PNG\r\n', [0x1a, 0x0a]), 'image/png'],
    ['a PDF', bytes('%PDF-1.7\n'), 'application/pdf'],
    ['nothing', bytes(), null],
    ['a start of image that is cut off', bytes([0xff, 0xd8]), null],
    ['a PNG that a text transfer broke', bytes([0x89], 'PNG\n', [0x1a, 0x0a]), null],
    ['an SVG, which may hold scripts', bytes('<svg xmlns="http://www.w3.org/2000/svg">'), null],
    ['a page', bytes('<!doctype html>'), null],
    ['a GIF', bytes('GIF89a'), null],
    ['a HEIC', bytes([0, 0, 0, 0x18], 'ftypheic'), null],
    ['a program', bytes('MZ'), null],
    ['a PDF behind something else', bytes('<script>%PDF-1.7'), null],
  ])('%s', (_, given, type) => {
    expect(typeOfBytes(given)).toBe(type);
  });
});
