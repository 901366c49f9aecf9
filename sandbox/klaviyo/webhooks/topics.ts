/** Topics follow from an account's metrics: `event:`, whose metric it is, and the metric's name in lower case with underscores. */
import { text, type Database } from '../../database.ts';

export const topicOf = (metricName: string, integrationKey: string): string =>
  `event:${integrationKey}.${metricName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')}`;

/** The topics that an account offers, each once. */
export const topicsOf = (db: Database, accountPk: number): string[] => [
  ...new Set(
    db
      .all('SELECT name, integration_key FROM metrics WHERE account_pk = ? ORDER BY pk', accountPk)
      .map((row) => topicOf(text(row, 'name'), text(row, 'integration_key'))),
  ),
];
