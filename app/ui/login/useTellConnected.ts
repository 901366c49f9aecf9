/** Says once that an account is connected. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '../appBridge.ts';

export interface Connected {
  ok: true;
  accountName: string;
  isOtherAccount: boolean;
}

export function useTellConnected(answer: Connected | { ok: false } | undefined): void {
  const { t } = useTranslation();
  const told = useRef<unknown>(undefined);
  useEffect(() => {
    if (!answer?.ok || told.current === answer) return;
    told.current = answer;
    const account = answer.accountName;
    showToast(t(answer.isOtherAccount ? 'connections.connectedOther' : 'connections.connected', { account }));
  }, [answer, t]);
}
