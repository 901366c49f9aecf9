/** Whether the page runs in a browser by now: a chart is drawn to the width it finds there. */
import { useSyncExternalStore } from 'react';

/** False on the server and while its page is taken over. */
export function useInBrowser(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}
