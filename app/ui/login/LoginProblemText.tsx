/** Why a login has not become a connection: in our words, and then in the partner's. A page of the partner's is a link. */
import { BlockStack, Link } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../formats.ts';
import { reasonText } from '../reasonText.ts';

export interface LoginProblem {
  ok: false;
  loginProblem: 'denied' | 'declined' | 'stale' | 'refused' | 'not-ready' | 'none' | 'out-of-reach';
  detail: string | null;
}

export function LoginProblemText({ problem, partner }: { problem: LoginProblem; partner: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { loginProblem: code, detail } = problem;
  if (code === 'declined') return <p>{t('login.problems.declined', { partner, permissions: detail ?? '' })}</p>;
  return (
    <BlockStack gap="100">
      <p>{t(`login.problems.${code}`, { partner })}</p>
      {detail !== null && (
        <p className="kesit-breaking">
          <WithLinks text={t('connections.said', { partner, reason: reasonText(detail, locale) })} />
        </p>
      )}
    </BlockStack>
  );
}

function WithLinks({ text }: { text: string }) {
  const { t } = useTranslation();
  return text.split(/(https:\/\/[^\s]+[^\s.,;])/).map((part) =>
    part.startsWith('https://') ? (
      <Link key={part} url={part} target="_blank" accessibilityLabel={t('login.opensPartner', { address: part })}>
        {part}
      </Link>
    ) : (
      part
    ),
  );
}
