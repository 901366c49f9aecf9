/** What the admin knows of the connectors: their names and forms, as plain data for a page. */
import type { FigureName } from '#app/core/placements/figures.ts';
import { READERS, READERS_NAME } from '#app/core/placements/readers.ts';
import { connectorById, connectors } from '#connectors/index.ts';
import { partnerLogin } from './authorize/partnerApp.ts';
import type { Services } from './services.ts';
import type { SettingField } from '#connectors/kit/connector.ts';

export interface ConnectorForm {
  id: string;
  name: string;
  /** None where the merchant enters nothing. */
  fields: readonly SettingField[];
  /** What it does; null where the name says it. */
  about: { tr: string; en: string } | null;
  /** What new lists are called there; null for the app's standard. */
  standardPattern: string | null;
  /** Ending it takes everybody off the lists first. */
  emptiesLists: boolean;
  /** The partner tells what people did with its messages. */
  tellsEvents: boolean;
  /** The partner's login page is offered. */
  hasLogin: boolean;
  /** Its events may come by webhook. */
  takesWebhooks: boolean;
  /** What of the fields a merchant who logs in is asked all the same. */
  askedFields: readonly SettingField[];
}

export function connectorForms(services: Services): ConnectorForm[] {
  return connectors.map((connector) => {
    const { id, name, fields, about, listNamePattern, marksPeople, tellsEvents } = connector;
    return {
      id,
      name,
      fields,
      about: about ?? null,
      standardPattern: listNamePattern ?? null,
      emptiesLists: marksPeople === true,
      tellsEvents: tellsEvents === true,
      hasLogin: partnerLogin(services, connector) !== undefined,
      takesWebhooks: connector.webhooks !== undefined,
      askedFields: fields.filter(({ name: field }) => connector.authorization?.asks?.fields.includes(field) === true),
    };
  });
}

/** What a partner can be sent of a customer beside who they are. */
export function figuresOffered(id: string): readonly FigureName[] {
  return connectorById(id)?.figures ?? [];
}

/** Whether it has lists whose people carry what they are worth. */
export const takesValues = (id: string): boolean => connectorById(id)?.takesValues === true;

/** The partner's name; the id itself for a connector that is no longer there. */
export function connectorName(id: string): string {
  return id === READERS ? READERS_NAME : (connectorById(id)?.name ?? id);
}

/** Whether lists go there as files. */
export const takesFiles = (id: string): boolean => connectorById(id)?.takes === 'files';

/** Whether the partner is told of customers as they come and go, and can be told of all once more; others read, or get, the whole each time. */
export const isTold = (id: string): boolean => connectorById(id) !== null && !takesFiles(id);

/** Whether lists there are things of their own, which somebody may delete; not marks on people. */
export const holdsLists = (id: string): boolean => isTold(id) && connectorById(id)?.marksPeople !== true;
