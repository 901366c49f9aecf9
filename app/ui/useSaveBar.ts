/** The admin's own save bar: shown while a form holds something that is not stored. */
import { useEffect, useId } from 'react';
import { hideSaveBar, showSaveBar } from './appBridge.ts';

/** @returns The id for the form's `ui-save-bar`. */
export function useSaveBar(name: string, isDirty: boolean): string {
  const id = `${name}-${useId().replaceAll(':', '')}`;
  useEffect(() => {
    if (isDirty) showSaveBar(id);
    else hideSaveBar(id);
    return () => hideSaveBar(id);
  }, [isDirty, id]);
  return id;
}
