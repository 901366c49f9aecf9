/** Tells beside a connection that its login runs out soon, and logs in again. */
import { Banner, BlockStack } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats.ts';
import { LoginAgain } from './LoginAgain.tsx';

interface Props {
  connectorId: string;
  partner: string;
  endsAt: number;
}

export function LoginEnd({ connectorId, partner, endsAt }: Props) {
  const { t } = useTranslation();
  const { instant } = useFormats();
  return (
    <Banner tone="warning" title={t('login.ends.title', { partner })}>
      <BlockStack gap="200">
        <p suppressHydrationWarning>{t('login.ends.body', { partner, when: instant(endsAt) })}</p>
        <LoginAgain connectorId={connectorId} partner={partner} />
      </BlockStack>
    </Banner>
  );
}
