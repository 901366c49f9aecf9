/** Lets the time that has passed have its effects: replacements end, by their last batch or by the end of their window. */
import { audienceByPk, endReplacement, noteReading, replacementsDue } from './store/audiences.ts';
import { closeSession } from './store/sessions.ts';
import type { World } from './world.ts';

export function catchUp(world: World, nowMs: number): void {
  for (const audience of replacementsDue(world.db, nowMs)) {
    const { replacement } = audience;
    if (replacement === null) continue;
    world.db.transaction(() => {
      endReplacement(world.db, audience, false);
      closeSession(world.db, audience.accountPk, replacement.sessionId, 'time', replacement.dueMs);
      const visibleUntilMs = nowMs - world.switches.now.visibilityDelayMs;
      noteReading(world.db, audienceByPk(world.db, audience.pk), replacement.dueMs, visibleUntilMs);
    });
  }
}
