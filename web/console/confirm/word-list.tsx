import { Waiting } from '../shell/failure.js';

interface Props {
  readonly id: string;
  readonly title: string;
  /** Null while they are asked for; the room for them is kept. */
  readonly words: readonly string[] | null;
  readonly none: string;
}

/** A titled list of what is worth a second look. */
export const WordList = ({ id, title, words, none }: Props) => (
  <section className="card" aria-labelledby={id} data-list={id}>
    <h2 id={id} className="text-[1.125rem] font-700">
      {title}
    </h2>
    {words === null ? (
      <Waiting lines={2} />
    ) : words.length === 0 ? (
      <p>{none}</p>
    ) : (
      <ul className="list-disc pl-8">
        {words.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    )}
  </section>
);
