/**
 * The negative control's hub: loaded with `node --import`, it takes the row locks out of every statement on its way to
 * PostgreSQL, so that two processes claim the same deliveries. Nothing in src/ knows of it.
 */
import pg from 'pg';

const ask = pg.Client.prototype.query;
const bare = (text) => text.replace(/FOR UPDATE OF \w+ SKIP LOCKED/g, '');

pg.Client.prototype.query = function (config, ...rest) {
  if (typeof config === 'string') return ask.call(this, bare(config), ...rest);
  if (typeof config?.text === 'string') config.text = bare(config.text);
  return ask.call(this, config, ...rest);
};
