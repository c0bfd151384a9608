/** Resolves after `milliseconds`, or at once when the function handed to `expose` is called. */
export function untilDone(milliseconds: number, expose: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    expose(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
