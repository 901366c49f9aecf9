/** `GET /api/v1/lists/{id}` */
import { operations } from '#app/core/api/operations.ts';
import { readList } from '#app/flows/api/readLists.ts';
import { door } from './door.ts';

export const loader = door(operations.readList, (services, visit, { listId }) => readList(services, visit, listId));
export { action } from './onlyGet.ts';
