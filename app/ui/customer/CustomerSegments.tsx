/** The segments a customer is in, since when and why; and, if asked for, those they are not in. */
import { BlockStack, Button, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats.ts';
import { useSegmentText, type NamedSegment } from '../segmentText.ts';

export interface ShownMembership extends NamedSegment {
  /** Null where the customer is not in it. */
  enteredAt: number | null;
}

interface Props {
  customerId: string;
  segments: readonly ShownMembership[];
}

export function CustomerSegments({ customerId, segments }: Props) {
  const { t } = useTranslation();
  const othersId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const member = segments.filter(({ enteredAt }) => enteredAt !== null);
  const others = segments.filter(({ enteredAt }) => enteredAt === null);
  return (
    <BlockStack gap="400">
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t('customer.in')}
          </Text>
          {member.length === 0 ? (
            <Text as="p" tone="subdued">
              {t('customer.inNone')}
            </Text>
          ) : (
            <Memberships customerId={customerId} segments={member} />
          )}
        </BlockStack>
      </Card>
      {others.length > 0 && (
        <Card>
          <BlockStack gap="400">
            <InlineStack align="space-between" blockAlign="center" gap="200">
              <Text as="h2" variant="headingMd">
                {t('customer.notIn')}
              </Text>
              <Button variant="plain" ariaExpanded={isOpen} ariaControls={othersId} onClick={() => setIsOpen(!isOpen)}>
                {t(isOpen ? 'customer.hideNotIn' : 'customer.showNotIn')}
              </Button>
            </InlineStack>
            <div id={othersId} hidden={!isOpen}>
              {isOpen && <Memberships customerId={customerId} segments={others} />}
            </div>
          </BlockStack>
        </Card>
      )}
    </BlockStack>
  );
}

function Memberships({ customerId, segments }: Props) {
  const { t } = useTranslation();
  const { instant } = useFormats();
  const segmentText = useSegmentText();
  return (
    <ul className="kesit-requests">
      {segments.map((segment) => {
        const { name, description } = segmentText(segment);
        const isIn = segment.enteredAt !== null;
        return (
          <li key={segment.segmentId}>
            <InlineStack gap="400" align="space-between" blockAlign="start" wrap={false}>
              <BlockStack gap="050">
                <span className="kesit-touch">
                  <Link url={`/app/segments/${segment.segmentId}`} monochrome removeUnderline>
                    <Text as="span" fontWeight="semibold">
                      {name}
                    </Text>
                  </Link>
                </span>
                {description !== '' && (
                  <Text as="span" tone="subdued" breakWord>
                    {description}
                  </Text>
                )}
                {segment.enteredAt !== null && (
                  <Text as="span">
                    <span suppressHydrationWarning>{t('customer.since', { when: instant(segment.enteredAt) })}</span>
                  </Text>
                )}
              </BlockStack>
              <span className="kesit-touch kesit-one-line">
                <Link
                  url={`/app/segments/${segment.segmentId}/customers/${customerId}`}
                  accessibilityLabel={t(isIn ? 'customer.whyLabel' : 'customer.whyNotLabel', { segment: name })}
                >
                  {t(isIn ? 'segment.members.why' : 'customer.whyNot')}
                </Link>
              </span>
            </InlineStack>
          </li>
        );
      })}
    </ul>
  );
}
