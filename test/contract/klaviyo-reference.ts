/** Klaviyo's OpenAPI document from the reference folder; without the folder the suite fails. */
import { loadKlaviyoOpenApi, type KlaviyoOpenApi } from './openapi.ts';

const dir = process.env.KESIT_REFERENCE_DIR;
if (dir === undefined || dir === '') {
  throw new Error('KESIT_REFERENCE_DIR must name the folder with klaviyo-openapi.json.gz.');
}

export const api: KlaviyoOpenApi = loadKlaviyoOpenApi(dir);
