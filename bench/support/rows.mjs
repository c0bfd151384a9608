// The lines of a benchmark's table. A row's `ratio` is its value over that of what `against` names.

/** One line. `value` is null where nothing was measured; `note` then says why. */
export const row = (name, value, unit, more = {}) => ({
  name,
  value,
  unit,
  ratio: null,
  against: null,
  target: null,
  met: null,
  ...more,
});

export const notMeasured = (name, note) => row(name, null, '', { note });

/** The row with its target, which is one for its ratio where it has one, else for its value; a missed one fails nothing. */
export function mustReach(line, { atLeast, atMost, aim }) {
  const reached = line.ratio ?? line.value;
  const [sign, bound] = atLeast === undefined ? ['≤', atMost] : ['≥', atLeast];
  const kind = line.ratio === null ? '' : '× ';
  return {
    ...line,
    target: `${sign} ${kind}${bound}${aim === undefined ? '' : `, aim ${aim}`}`,
    met: sign === '≥' ? reached >= bound : reached <= bound,
  };
}
