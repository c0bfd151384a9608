// A thread that holds one connection to a SQLite file and runs statements one after the other, so that no statement and
// no fsync ever holds the event loop of the hub. It says what happened; it knows nothing of the product.
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { ThreadAnswer, ThreadOptions, ThreadQuestion } from './sqlite-connection.js';

const { file, readonly, pragmas } = workerData as ThreadOptions;
const port = parentPort;
if (port === null) throw new Error('runs as a worker thread only');

const db = new Database(file, { readonly });
for (const pragma of pragmas) db.pragma(pragma);

const kept = 200;
const statements = new Map<string, Database.Statement>();

function statementOf(text: string): Database.Statement {
  const known = statements.get(text);
  if (known !== undefined) return known;
  const oldest = statements.keys().next().value;
  if (statements.size >= kept && oldest !== undefined) statements.delete(oldest);
  const statement = db.prepare(text);
  statements.set(text, statement);
  return statement;
}

function run({ id, text, values }: ThreadQuestion): ThreadAnswer {
  try {
    const statement = statementOf(text);
    if (statement.reader) return { id, rows: statement.all(...values) };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { id, changes, lastId: Number(lastInsertRowid) };
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    return { id, error: { message, code } };
  }
}

port.on('message', (question: ThreadQuestion | 'close') => {
  if (question !== 'close') return port.postMessage(run(question));
  db.close();
  port.close();
});
