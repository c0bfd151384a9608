import type { RenderingShape } from '../api/types.js';

interface Piece {
  readonly language: string;
  readonly text: string;
}

/**
 * A text by language, and what parts one piece from the next. The languages of a post stand apart by an empty line, those of an SMS
 * by a line each; what follows them (the town's address) counts to the first. Null where they cannot be told apart.
 */
export const piecesOf = ({
  text,
  languages,
}: Pick<RenderingShape, 'text' | 'languages'>): { pieces: readonly Piece[]; gap: string } | null => {
  const [first = 'ja'] = languages;
  for (const gap of ['\n\n', '\n']) {
    const parts = text.split(gap);
    const hasTail = gap === '\n\n' && parts.length === languages.length + 1;
    if (parts.length === languages.length || hasTail)
      return { gap, pieces: parts.map((part, at) => ({ language: languages[at] ?? first, text: part })) };
  }
  return null;
};
