import { labelOrNull } from '../text/labels.js';

/** A sentence of the bank as a reader sees it: `{漢字|かんじ}` with its reading above, `{{slot}}` as 〔what is filled in〕. */
export const Marked = ({ text }: { text: string }) => (
  <>
    {text.split(/(\{\{\w+\}\}|\{[^{}|]+\|[^{}|]+\})/u).map((part, at) => {
      const slot = /^\{\{(\w+)\}\}$/u.exec(part)?.[1];
      if (slot !== undefined)
        return (
          <span key={at} className="text-muted">
            〔{labelOrNull('slot', slot) ?? slot}〕
          </span>
        );
      const [, base, ruby] = /^\{([^{}|]+)\|([^{}|]+)\}$/u.exec(part) ?? [];
      if (base === undefined) return part;
      return (
        <ruby key={at}>
          {base}
          <rp>（</rp>
          <rt>{ruby}</rt>
          <rp>）</rp>
        </ruby>
      );
    })}
  </>
);
