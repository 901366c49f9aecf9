/** Keeps a page's data fresh while something is under way, and rests while nobody is looking. */
import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

/** @param everyMs How often the page's data is read again; null for not at all. */
export function useLiveRefresh(everyMs: number | null): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (everyMs === null || state !== 'idle') return undefined;
    const refresh = (): void => {
      if (document.visibilityState === 'visible') revalidate();
    };
    const timer = setInterval(refresh, everyMs);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [everyMs, revalidate, state]);
}
