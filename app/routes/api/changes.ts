/** `GET /api/v1/lists/{id}/changes` */
import { operations } from '#app/core/api/operations.ts';
import { readChanges } from '#app/flows/api/readLists.ts';
import { door } from './door.ts';

export const loader = door(operations.readChanges, (services, visit, { listId, query }) =>
  readChanges(services, visit, listId, query),
);
export { action } from './onlyGet.ts';
