import type { ReactNode } from 'react';

interface Props {
  /** Read aloud before the table; on screen its section says it. */
  readonly caption: string;
  readonly heads: readonly [string, string];
  /** `PairRow`s. */
  readonly children: ReactNode;
}

/** A table of two columns: what it is, and what is to be said of it. */
export const PairTable = ({ caption, heads: [first, second], children, ...data }: Props) => (
  <table className="w-full text-left" {...data}>
    <caption className="sr-only">{caption}</caption>
    <thead>
      <tr className="border-b border-line-strong">
        <th scope="col" className="py-1 pr-2">
          {first}
        </th>
        <th scope="col" className="py-1">
          {second}
        </th>
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
);

interface RowProps {
  readonly head: ReactNode;
  readonly isChosen?: boolean;
  readonly children: ReactNode;
}

export const PairRow = ({ head, isChosen = false, children, ...data }: RowProps) => (
  <tr className={`border-b border-line align-top ${isChosen ? 'bg-info-soft' : ''}`} {...data}>
    <th scope="row" className="py-1 pr-2 font-400">
      {head}
    </th>
    <td className="py-1">{children}</td>
  </tr>
);
