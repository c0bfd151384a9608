// What the two engines say differently. Everything else is one text (design.md, "The same SQL on both databases").
export type Engine = 'sqlite' | 'postgres';

export type ColumnType = 'integer' | 'bigint' | 'text';

/**
 * A JSON parameter holding `[[…], …]`, as rows with these columns, in their order: how a lot of 500 reaches the database
 * in one statement. Stands where a table may stand.
 */
export function lotOf(
  engine: Engine,
  parameter: `$${number}`,
  columns: Readonly<Record<string, ColumnType>>,
): string {
  const names = Object.entries(columns);
  if (engine === 'sqlite')
    return `(SELECT ${names.map(([name], i) => `value ->> ${i} AS ${name}`).join(', ')} FROM json_each(${parameter}))`;
  const cells = names.map(([name, type], i) => `CAST(value ->> ${i} AS ${type}) AS ${name}`);
  return `(SELECT ${cells.join(', ')} FROM json_array_elements(CAST(${parameter} AS json)))`;
}

/** A JSON parameter holding a flat list, as the right side of IN. */
export const listOf = (engine: Engine, parameter: `$${number}`, type: ColumnType): string =>
  engine === 'sqlite'
    ? `(SELECT value FROM json_each(${parameter}))`
    : `(SELECT CAST(value AS ${type}) FROM json_array_elements_text(CAST(${parameter} AS json)))`;

/** A text of a column of JSON, by its name. */
export const textIn = (engine: Engine, column: string, name: string): string =>
  engine === 'sqlite' ? `${column} ->> '${name}'` : `CAST(${column} AS json) ->> '${name}'`;

/** A list of texts of a column of JSON, by its name, as the right side of IN; empty where there is none. */
export const listIn = (engine: Engine, column: string, name: string): string =>
  engine === 'sqlite'
    ? `(SELECT value FROM json_each(${column}, '$.${name}'))`
    : `(SELECT value FROM json_array_elements_text(CAST(${column} AS json) -> '${name}'))`;

/** Rows that another transaction has in hand are passed over; SQLite has one writer and needs no word for it. */
export const skipLocked = (engine: Engine, table: string): string =>
  engine === 'postgres' ? `FOR UPDATE OF ${table} SKIP LOCKED` : '';
