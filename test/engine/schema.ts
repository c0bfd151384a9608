import type { DataSource, QueryRunner } from 'typeorm';

/** A database's schema in words that both engines share. */
export type Schema = Readonly<
  Record<
    string,
    {
      readonly columns: Readonly<Record<string, { readonly type: string; readonly nullable: boolean }>>;
      readonly primary: readonly string[];
      /** Columns, whether unique, and the condition of a partial index; primary keys left out. */
      readonly indexes: readonly string[];
    }
  >
>;
type Source = DataSource | QueryRunner;

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byName = <T>(entries: readonly (readonly [string, T])[]) =>
  Object.fromEntries([...entries].sort(([a], [b]) => byText(a, b)));

const index = (columns: string, unique: boolean, where: string | null) =>
  `${unique ? 'unique ' : ''}(${columns})${where === null ? '' : ` where ${normalCondition(where)}`}`;

/** `(state = 'pending'::text)` and `state = 'pending'` are one condition. */
const normalCondition = (where: string): string =>
  where.replaceAll('::text', '').replaceAll(/[()"]/g, '').replaceAll(/\s+/g, ' ').trim();

export async function describeSqlite(source: Source): Promise<Schema> {
  const tables: { name: string }[] = await source.query(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations'`,
  );
  const described = await Promise.all(
    tables.map(async ({ name }) => {
      const columns: { name: string; type: string; notnull: number; pk: number }[] = await source.query(
        `SELECT name, type, "notnull", pk FROM pragma_table_info('${name}')`,
      );
      return [
        name,
        {
          columns: byName(
            columns.map((column) => [
              column.name,
              { type: column.type.toLowerCase(), nullable: column.notnull === 0 },
            ]),
          ),
          primary: columns.flatMap((column) => (column.pk > 0 ? [column.name] : [])).sort(),
          indexes: await sqliteIndexes(source, name),
        },
      ] as const;
    }),
  );
  return byName(described);
}

async function sqliteIndexes(source: Source, table: string): Promise<string[]> {
  const rows: { name: string; unique: number; sql: string | null; columns: string }[] = await source.query(
    `SELECT l.name, l."unique", m.sql, (SELECT group_concat(i.name, ', ') FROM pragma_index_info(l.name) i) AS columns
     FROM pragma_index_list('${table}') l LEFT JOIN sqlite_master m ON m.name = l.name WHERE l.origin <> 'pk'`,
  );
  return rows
    .map(({ unique, sql, columns }) =>
      index(columns, unique === 1, /WHERE (.*)$/is.exec(sql ?? '')?.[1] ?? null),
    )
    .sort(byText);
}

export async function describePostgres(source: Source): Promise<Schema> {
  const columns: { table: string; name: string; type: string; nullable: string }[] = await source.query(
    `SELECT table_name AS "table", column_name AS name, data_type AS type, is_nullable AS nullable
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migrations'`,
  );
  const indexes: {
    table: string;
    columns: string;
    unique: boolean;
    primary: boolean;
    where: string | null;
  }[] = await source.query(
    `SELECT t.relname AS "table", i.indisunique AS unique, i.indisprimary AS primary,
         pg_get_expr(i.indpred, i.indrelid) AS "where",
         (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k(attnum, n)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) AS columns
       FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace
       WHERE s.nspname = 'public' AND t.relname <> 'migrations'`,
  );
  const tables = [...new Set(columns.map(({ table }) => table))];
  return byName(
    tables.map((table) => {
      const own = indexes.filter((one) => one.table === table);
      return [
        table,
        {
          columns: byName(
            columns
              .filter((column) => column.table === table)
              .map(({ name, type, nullable }) => [name, { type, nullable: nullable === 'YES' }]),
          ),
          primary: own.flatMap((one) => (one.primary ? one.columns.split(', ') : [])).sort(),
          indexes: own
            .flatMap((one) => (one.primary ? [] : [index(one.columns, one.unique, one.where)]))
            .sort(byText),
        },
      ] as const;
    }),
  );
}
