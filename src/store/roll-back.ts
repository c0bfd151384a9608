import type { QueryRunner } from 'typeorm';

/**
 * Ends a failed transaction. A full disk or an I/O error makes SQLite roll back by itself; TypeORM does not notice, and
 * would nest whatever comes next into a transaction that nobody commits. So it is given one to roll back.
 */
export async function rollBack(runner: QueryRunner): Promise<void> {
  if (!runner.isTransactionActive) return;
  try {
    await runner.rollbackTransaction();
  } catch {
    // "cannot rollback - no transaction is active"
    await runner.query('BEGIN');
    await runner.rollbackTransaction();
  }
}
