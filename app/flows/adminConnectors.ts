/** What the admin knows of the connectors: their names and forms, as plain data for a page. */
import type { FigureName } from '#app/core/placements/figures.ts';
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

/** What a partner can be sent of a customer beside who they are. */
export function figuresOffered(id: string): readonly FigureName[] {
  return connectorById(id)?.figures ?? [];
}

/** The partner's name; the id itself for a connector that is no longer there. */
export function connectorName(id: string): string {
  return connectorById(id)?.name ?? id;
}
