/** Every other address below `/api`. */
import { problemOf } from '#app/core/api/problems.ts';
import { refusal } from './door.ts';

export const loader = refusal(problemOf('no-such-address'));
export { action } from './onlyGet.ts';
