import pg from 'pg';

/**
 * A connection that is given up when the server says nothing within `query_timeout`. `pg` only gives up the query: the
 * pool would hand the dead line, or an open transaction, to the next one.
 */
export class ImpatientClient extends pg.Client {
  private asking: NodeJS.Timeout | undefined;

  constructor(options?: pg.ClientConfig) {
    super(options);
    const ask = this.query.bind(this) as (...args: unknown[]) => unknown;
    const impatient = (...args: unknown[]): unknown => {
      const answer = ask(...args);
      if (answer instanceof Promise)
        answer.catch((error: Error) => error.message === 'Query read timeout' && this.giveUp());
      return answer;
    };
    this.query = impatient as typeof this.query;
  }

  /** Asks at this interval (ms) whether the line is still there: of a listener's nothing else would ever tell. */
  keepAsking(interval: number): void {
    this.asking = setInterval(() => void this.query('SELECT 1').catch(() => undefined), interval);
    this.once('end', () => clearInterval(this.asking));
  }

  /** Closes the line at once, without a word. The pool takes no such connection back. */
  giveUp(): void {
    clearInterval(this.asking);
    void this.end().catch(() => undefined);
    (this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}
