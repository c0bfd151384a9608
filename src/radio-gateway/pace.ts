/** A stretch of sound that goes out in equal pieces, as fast as it is heard. */
interface Paced {
  /** Milliseconds of sound in a piece. */
  readonly every: number;
  readonly pieces: number;
  /** Sends the n-th piece; false ends it as failed. */
  readonly send: (n: number) => boolean;
  /** Called once: `sent` pieces went out. */
  readonly done: (result: 'played' | 'stopped' | 'failed', sent: number) => void;
}

/** After a longer pause of the process the rest is sent later instead of all at once: receivers hold little. Milliseconds. */
const mostBehind = 200;

/** Sends piece n no earlier than n × `every` after the beginning, by the monotonic clock; ends when the last was heard. */
export function pace({ every, pieces, send, done }: Paced): { stop(): void } {
  let origin = performance.now();
  let sent = 0;
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const finish = (result: 'played' | 'stopped' | 'failed'): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    done(result, sent);
  };
  const turn = (): void => {
    const behind = performance.now() - origin - sent * every;
    if (behind > mostBehind) origin += behind - mostBehind;
    while (sent < pieces && performance.now() >= origin + sent * every) {
      if (!send(sent)) return finish('failed');
      sent += 1;
    }
    const due = origin + sent * every - performance.now();
    if (sent >= pieces && due <= 0) return finish('played');
    timer = setTimeout(turn, Math.max(1, due));
  };
  turn();
  return { stop: () => finish('stopped') };
}
