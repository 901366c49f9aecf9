/** `GET /api/v1/lists/{id}/members` */
import { operations } from '#app/core/api/operations.ts';
import { readMembers } from '#app/flows/api/readLists.ts';
import { door } from './door.ts';

export const loader = door(operations.readMembers, (services, visit, { listId, query }) =>
  readMembers(services, visit, listId, query),
);
export { action } from './onlyGet.ts';
