/**
 * Words that something has been saved, told from outside of what was changed: a row may leave the page, or begin anew, with the very
 * answer that would have it tell them.
 */
import { useFetcher } from '@remix-run/react';
import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react';
import { showToast } from './appBridge.ts';

/** @param key Of the fetcher by which the change is sent. */
type TellOnceSaved = (key: string, text: string) => void;

const Telling = createContext<TellOnceSaved>(() => undefined);

/** To be called as a change is sent: the text is told once that has been answered, unless it was refused. */
export const useTellOnceSaved = (): TellOnceSaved => useContext(Telling);

export function SavedToasts({ children }: { children: ReactNode }) {
  const [awaited, setAwaited] = useState<ReadonlyMap<string, string>>(new Map());
  const tellOnceSaved = useCallback<TellOnceSaved>(
    (key, text) => setAwaited((before) => new Map(before).set(key, text)),
    [],
  );
  const forget = useCallback(
    (key: string) => setAwaited((before) => new Map([...before].filter(([other]) => other !== key))),
    [],
  );
  return (
    <Telling.Provider value={tellOnceSaved}>
      {children}
      {[...awaited].map(([key, text]) => (
        <Awaited key={key} fetcherKey={key} text={text} onAnswer={forget} />
      ))}
    </Telling.Provider>
  );
}

interface AwaitedProps {
  fetcherKey: string;
  text: string;
  onAnswer: (key: string) => void;
}

function Awaited({ fetcherKey, text, onAnswer }: AwaitedProps) {
  const answer = useFetcher({ key: fetcherKey }).data as { ok: boolean } | undefined;
  const [answerBefore] = useState(answer);
  useEffect(() => {
    if (answer === undefined || answer === answerBefore) return;
    if (answer.ok) showToast(text);
    onAnswer(fetcherKey);
  }, [answer, answerBefore, fetcherKey, text, onAnswer]);
  return null;
}
