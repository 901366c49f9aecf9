/** How a partner is connected: by its login page, where that is offered, or by what is entered; and the choice of the account between. */
import { BlockStack, Button, Collapsible, InlineStack } from '@shopify/polaris';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectForm, type ShownField } from '../ConnectForm.tsx';
import { AccountChoice, type ShownChoice } from './AccountChoice.tsx';
import { PartnerLogin } from './PartnerLogin.tsx';

interface Props {
  connectorId: string;
  partner: string;
  fields: readonly ShownField[];
  /** The partner's login page is offered. */
  hasLogin: boolean;
  askedFields: readonly ShownField[];
  choice: ShownChoice | null;
  /** What is connected now, or was; null when nothing ever was. */
  connection: { accountId: string | null; byLogin: boolean; settings: Readonly<Record<string, string>> } | null;
  /** Whether the partner was connected before and asks for it again. */
  again: boolean;
  submitText: string;
  onDone: () => void;
  /** Offered when there is something to go back to. */
  onCancel?: () => void;
}

export function WaysIn(props: Props) {
  const { connectorId, partner, fields, hasLogin, askedFields, choice, connection, again, onCancel } = props;
  const { t } = useTranslation();
  const formId = useId();
  const [isEntering, setIsEntering] = useState(!(connection?.byLogin ?? true));
  if (choice)
    return (
      <AccountChoice
        connectorId={connectorId}
        partner={partner}
        choice={choice}
        presentAccountId={connection?.accountId ?? null}
      />
    );
  const form = (
    <ConnectForm
      connectorId={connectorId}
      partner={partner}
      fields={fields}
      submitText={props.submitText}
      isSecond={hasLogin}
      onDone={props.onDone}
      {...(onCancel ? { onCancel } : {})}
    />
  );
  if (!hasLogin) return form;
  return (
    <BlockStack gap="400">
      <PartnerLogin
        connectorId={connectorId}
        partner={partner}
        again={again}
        fields={askedFields}
        answers={connection?.settings ?? {}}
      />
      <InlineStack gap="200">
        <Button
          variant="plain"
          disclosure={isEntering ? 'up' : 'down'}
          ariaExpanded={isEntering}
          ariaControls={formId}
          onClick={() => setIsEntering(!isEntering)}
        >
          {t('login.orKey')}
        </Button>
        {onCancel && !isEntering && (
          <Button variant="plain" onClick={onCancel}>
            {t('common.cancel')}
          </Button>
        )}
      </InlineStack>
      <Collapsible id={formId} open={isEntering}>
        {form}
      </Collapsible>
    </BlockStack>
  );
}
