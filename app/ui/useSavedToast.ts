/** Says once that something has been saved. */
import { useEffect, useRef } from 'react';
import { showToast } from './appBridge.ts';

/** @param answer The latest answer; each is told of once, and one that is there at the start was told of before. */
export function useSavedToast(answer: { ok: boolean } | undefined, text: string): void {
  const told = useRef(answer);
  useEffect(() => {
    if (answer === undefined || told.current === answer) return;
    told.current = answer;
    if (answer.ok) showToast(text);
  }, [answer, text]);
}
