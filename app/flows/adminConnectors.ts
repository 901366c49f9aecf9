/** What the admin knows of the connectors: their names and forms, as plain data for a page. */
import { READERS, READERS_NAME } from '#app/core/placements/readers.ts';
import { connectorById, connectors } from '#connectors/index.ts';
import type { SettingField } from '#connectors/kit/connector.ts';

export interface ConnectorForm {
  id: string;
  name: string;
  fields: readonly SettingField[];
}

export function connectorForms(): ConnectorForm[] {
  return connectors.map(({ id, name, fields }) => ({ id, name, fields }));
}

/** The partner's name; the id itself for a connector that is no longer there. */
export function connectorName(id: string): string {
  return id === READERS ? READERS_NAME : (connectorById(id)?.name ?? id);
}
