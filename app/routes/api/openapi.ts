/** `GET /api/v1/openapi.json`: the document of these doors. */
import { openApiDocument } from '#app/core/api/openapi.ts';
import { operations } from '#app/core/api/operations.ts';
import { openDoor } from './door.ts';

export const loader = openDoor(operations.readDocument, openApiDocument);
export { action } from './onlyGet.ts';
