/** `GET /api/v1/lists` */
import { operations } from '#app/core/api/operations.ts';
import { readLists } from '#app/flows/api/readLists.ts';
import { door } from './door.ts';

export const loader = door(operations.readLists, (services, visit) => readLists(services, visit));
export { action } from './onlyGet.ts';
