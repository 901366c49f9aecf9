/** Every other method than those that read. */
import { problemOf } from '#app/core/api/problems.ts';
import { refusal } from './door.ts';

export const action = refusal(problemOf('only-get'));
