/** Lets the time that has passed have its effects: import jobs go on, and erasures that were asked for are done. */
import { eraseDue } from './store/deletions.ts';
import type { World } from './world.ts';

export function catchUp(world: World, nowMs: number): void {
  world.imports.catchUp(nowMs);
  eraseDue(world.db, nowMs);
}
