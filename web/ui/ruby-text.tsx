export interface RubyPiece {
  readonly base: string;
  readonly ruby: string | null;
}

/** やさしい日本語 with its readings above the kanji. */
export const RubyText = ({ pieces }: { pieces: readonly RubyPiece[] }) => (
  <>
    {pieces.map((piece, at) =>
      piece.ruby === null ? (
        <span key={at}>{piece.base}</span>
      ) : (
        <ruby key={at}>
          {piece.base}
          <rp>（</rp>
          <rt>{piece.ruby}</rt>
          <rp>）</rp>
        </ruby>
      ),
    )}
  </>
);
